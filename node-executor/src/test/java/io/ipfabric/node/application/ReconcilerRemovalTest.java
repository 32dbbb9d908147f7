package io.ipfabric.node.application;

import static io.ipfabric.node.domain.Samples.announce;
import static io.ipfabric.node.domain.Samples.ipv4;
import static io.ipfabric.node.domain.Samples.manifest;
import static io.ipfabric.node.domain.Samples.remove;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.Samples;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is left over, and how much may go at once. */
class ReconcilerRemovalTest extends ReconcilerFixture {

    @Test
    void leftoversOfARunBeforeGoUnderAManifestThatMatches() {
        startCarrying(1, 2);
        var kept = route(ipv4(1), 5, 1);
        reconciler = newReconciler();

        startCarrying(1);
        reconciler.workAside();

        assertThat(ours()).contains(kept).hasSize(2);
        assertThat(kernel.find("vm2_net0")).isEmpty();
        assertThat(filter.observe().guestLinks()).containsExactly(Samples.interfaceName(1));
    }

    @Test
    void leftoversStayUnderAManifestThatDoesNotMatch() {
        startCarrying(1, 2);
        reconciler = newReconciler();

        start(announce(1, 10), manifest(1, endpoints(1, 2)));

        assertThat(ours()).hasSize(4);
    }

    private static final int[] TWENTY = IntStream.rangeClosed(1, 20).toArray();

    /** The partition as compaction leaves it after 15 of 20 VMs were removed: their records, and only the last manifest. */
    private void readFifteenRemovals(long generation, boolean confirmed) {
        var records = Stream.concat(
                IntStream.rangeClosed(1, 20).<RouteIntent>mapToObj(n -> n <= 15 ? remove(n, 20 + n) : announce(n, 10)),
                Stream.of(manifest(generation, endpoints(16, 17, 18, 19, 20), confirmed)));
        start(records.toArray(RouteIntent[]::new));
    }

    @Test
    void anAgentThatWasCutOffWhileManyVmsWereRemovedFollowsWithoutAPerson() {
        startCarrying(TWENTY);

        readFifteenRemovals(40, true);

        assertThat(ours()).hasSize(10);
    }

    @Test
    void removalsThatTheKernelRefusedAreTriedAgainUnderALaterManifestWithoutTheMark() {
        startCarrying(TWENTY);
        kernel.breakDown(true);
        readFifteenRemovals(40, true);
        assertThat(ours()).hasSize(40);

        kernel.breakDown(false);
        intents(manifest(41, endpoints(16, 17, 18, 19, 20), false));
        later(Duration.ofMinutes(1));

        assertThat(ours()).hasSize(10);
    }

    @Test
    void anAgentThatDiesOverManyRemovalsEndsThemAfterItsRestartUnderALaterManifestWithoutTheMark() {
        startCarrying(TWENTY);
        kernel.breakDown(true);
        readFifteenRemovals(40, true);
        kernel.breakDown(false);
        reconciler = newReconciler();

        readFifteenRemovals(41, false);

        assertThat(ours()).hasSize(10);
    }

    @Test
    void whatIsNotOursIsLeftAlone() {
        var foreign = new KernelRoute(ipv4(1).hostPrefix(), 4, 50, new KernelRoute.Gateway(UNDERLAY, 1));
        kernel.plant(foreign);
        kernel.foreignLink("vm2_net0", true, true);
        startCarrying(1, 2);

        intents(remove(1, 20), remove(2, 21), manifest(2, List.of()));
        reconciler.workAside();
        reconciler.workAside();

        assertThat(kernel.routes()).containsExactlyInAnyOrder(DEFAULT_ROUTE, foreign);
        assertThat(kernel.find("vm1_net0")).isEmpty();
        assertThat(kernel.find("vm2_net0")).isPresent();
    }
}
