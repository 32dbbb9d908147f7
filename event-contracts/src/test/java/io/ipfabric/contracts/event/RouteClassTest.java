package io.ipfabric.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RouteClassTest {

    /** zebra installs what it learns by BGP with metric 20: only a lower one wins in the kernel at once. */
    @Test
    void everyMetricIsItsOwnAndStrongerThanWhatBgpInstalls() {
        assertThat(RouteClass.values())
                .extracting(RouteClass::metric)
                .doesNotHaveDuplicates()
                .allSatisfy(metric -> assertThat(metric).isBetween(1, 19));
    }

    /** A redirect must beat the delivery that it replaces, and what the guest's node delivers silently beats nothing but BGP. */
    @Test
    void aRedirectTakesEffectTheMomentItIsAdded() {
        assertThat(RouteClass.REDIRECT_QUIET.metric()).isLessThan(RouteClass.REDIRECT_ANNOUNCED.metric());
        assertThat(List.of(RouteClass.PREFERRED_1, RouteClass.NORMAL, RouteClass.STANDBY, RouteClass.DELIVER_ONLY))
                .extracting(RouteClass::metric)
                .allSatisfy(metric -> assertThat(metric).isGreaterThan(RouteClass.REDIRECT_ANNOUNCED.metric()));
    }

    @Test
    void everyRankOfTheLadderIsPreferredToTheOneBefore() {
        var ladder = Arrays.stream(RouteClass.values())
                .filter(each -> each.name().startsWith("PREFERRED"))
                .toList();
        var preferences = IntStream.rangeClosed(1, Announcement.Preferred.RANK_MAX)
                .mapToObj(rank -> RouteClass.valueOf("PREFERRED_" + rank))
                .map(each -> each.localPreference().orElseThrow())
                .toList();

        assertThat(ladder).hasSize(Announcement.Preferred.RANK_MAX);
        assertThat(preferences).isSorted().doesNotHaveDuplicates();
        assertThat(preferences.getFirst())
                .isGreaterThan(RouteClass.NORMAL.localPreference().orElseThrow());
        assertThat(RouteClass.STANDBY.localPreference().orElseThrow())
                .isLessThan(RouteClass.NORMAL.localPreference().orElseThrow());
    }

    @Test
    void twoClassesAreNotAnnounced() {
        assertThat(Arrays.stream(RouteClass.values())
                        .filter(each -> each.localPreference().isEmpty()))
                .containsExactly(RouteClass.REDIRECT_QUIET, RouteClass.DELIVER_ONLY);
    }
}
