package io.ipfabric.routing.domain;

import static io.ipfabric.routing.domain.Life.RR1;
import static io.ipfabric.routing.domain.Life.RR2;
import static io.ipfabric.routing.domain.Life.V4;
import static io.ipfabric.routing.domain.Life.V6;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.RouteObservation.Path;
import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.routing.domain.ReflectorSights.HeldPath;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** rr1 reflects IPv4 alone, rr2 both. */
class ReflectorSightsTest {

    private static final Address NODE = Address.of("10.255.0.11");
    private static final Set<AddressFamily> IPV4 = Set.of(AddressFamily.IPV4);
    private static final Set<AddressFamily> IPV6 = Set.of(AddressFamily.IPV6);
    private static final Set<AddressFamily> BOTH = Set.of(AddressFamily.values());

    @Test
    void aReflectorIsNotMissedWhereItDoesNotReflectTheFamily() {
        var sights = sights(State.IN_SYNC, State.IN_SYNC, held(RR1, V4), held(RR2, V4), held(RR2, V6));

        assertThat(sights.allHolding(V4.address(), ReflectorSightsTest::any)).containsExactly(RR1, RR2);
        assertThat(sights.allHolding(V6.address(), ReflectorSightsTest::any)).containsExactly(RR2);
        assertThat(sights.notHolding(V6.address(), ReflectorSightsTest::any)).isEmpty();
    }

    @Test
    void aReflectorIsMissedWhereItDoes() {
        var sights = sights(State.IN_SYNC, State.IN_SYNC, held(RR2, V6));

        assertThat(sights.notHolding(V4.address(), ReflectorSightsTest::any)).containsExactly(RR1, RR2);
        assertThat(sights.allHolding(V4.address(), ReflectorSightsTest::any)).isEmpty();
    }

    @Test
    void itsSightProvesNothingAboutAnotherFamily() {
        var sights = sights(State.IN_SYNC, State.LOST);

        assertThat(sights.allHolding(V6.address(), ReflectorSightsTest::any)).isEmpty();
        assertThat(sights.provesAbsence(Set.of(NODE), IPV4)).isTrue();
        assertThat(sights.provesAbsence(Set.of(NODE), IPV6)).isFalse();
        assertThat(sights.provesAbsence(Set.of(NODE), BOTH)).isFalse();
        assertThat(sights.provesAbsence(Set.of(NODE), Set.of())).isFalse();
    }

    @Test
    void aPathThatIsHeldIsNotAbsent() {
        assertThat(sights(State.IN_SYNC, State.IN_SYNC, held(RR2, V6)).provesAbsence(Set.of(NODE), BOTH))
                .isFalse();
        assertThat(sights(State.IN_SYNC, State.IN_SYNC).provesAbsence(Set.of(NODE), BOTH))
                .isTrue();
    }

    @Test
    void whereNobodyReflectsAFamilyThereIsNobodyToAsk() {
        var states = new TreeMap<>(Map.of(RR1, State.IN_SYNC));
        var sights = new ReflectorSights(states, Map.of(RR1, IPV4), List.of());

        assertThat(sights.hasReflectors(AddressFamily.IPV4)).isTrue();
        assertThat(sights.hasReflectors(AddressFamily.IPV6)).isFalse();
        assertThat(sights.provesAbsence(Set.of(NODE), IPV6)).isTrue();
    }

    private static ReflectorSights sights(State rr1, State rr2, HeldPath... paths) {
        var states = new TreeMap<>(Map.of(RR1, rr1, RR2, rr2));
        return new ReflectorSights(states, Map.of(RR1, IPV4), List.of(paths));
    }

    private static boolean any(Path path) {
        return path.nextHop().equals(NODE);
    }

    private static HeldPath held(RouterName reflector, RoutedAddress address) {
        return new HeldPath(reflector, address.address(), new Path(NODE, NODE, 100L));
    }
}
