package io.ipfabric.routing.domain;

import static io.ipfabric.routing.domain.Life.FIRST;
import static io.ipfabric.routing.domain.Life.NODE1;
import static io.ipfabric.routing.domain.Life.NODE2;
import static io.ipfabric.routing.domain.Life.RR1;
import static io.ipfabric.routing.domain.Life.RR2;
import static io.ipfabric.routing.domain.Life.SECOND;
import static io.ipfabric.routing.domain.Life.V4;
import static io.ipfabric.routing.domain.Life.V6;
import static io.ipfabric.routing.domain.Life.placed;
import static io.ipfabric.routing.domain.Moves.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.RouteEvent.RouteConfirmed;
import io.ipfabric.contracts.event.RouteEvent.RouteDrifted;
import io.ipfabric.contracts.event.RouteEvent.RouteStray;
import io.ipfabric.contracts.event.RouteObservation.Path;
import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.routing.domain.ReflectorSights.HeldPath;
import io.ipfabric.routing.domain.RoutingInput.AddressesAllocated;
import io.ipfabric.routing.domain.RoutingInput.ReflectorsSeen;
import io.ipfabric.routing.domain.RoutingInput.VmDeleted;
import io.ipfabric.routing.domain.RoutingInput.VmStarted;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What reflectors prove, in moves and out of them. */
class ReflectorProofTest {

    @Test
    void confirmed_is_told_once_all_that_are_in_sync_hold_it() {
        var life = Life.withReflectors()
                .given(placed(NODE1, 1, true), new AddressesAllocated(FIRST, List.of(V4, V6)))
                .reportsOn(NODE1);
        life.reflected(RR1, NODE1);
        life.given(new ReflectorsSeen());
        assertThat(life.told()).isEmpty();

        life.reflectedOf(NODE1);
        assertThat(life.told()).hasSize(2).allSatisfy(event -> assertThat(event)
                .isInstanceOfSatisfying(RouteConfirmed.class, confirmed -> assertThat(confirmed.reflectors())
                        .containsExactly(RR1, RR2)));
        assertThat(life.given(new ReflectorsSeen()).effects).isEmpty();
    }

    @Test
    void nothing_is_confirmed_by_what_cannot_be_seen() {
        var life = Life.withReflectors();
        life.reflectors.put(RR1, State.LOST);
        life.reflectors.put(RR2, State.SYNCING);
        life.given(placed(NODE1, 1, true), new AddressesAllocated(FIRST, List.of(V4, V6)))
                .doneOn(NODE1);

        assertThat(life.told()).noneMatch(RouteConfirmed.class::isInstance);
    }

    @Test
    void a_route_that_one_loses_has_drifted() {
        var life = running();
        life.held.removeIf(path -> path.reflector().equals(RR2));

        life.given(new ReflectorsSeen());

        assertThat(life.told()).hasSize(2).allSatisfy(event -> assertThat(event)
                .isInstanceOfSatisfying(RouteDrifted.class, drifted -> assertThat(drifted.reflector())
                        .isEqualTo(RR2)));
        life.reflectedOf(NODE1);
        assertThat(life.told()).hasSize(2).allMatch(RouteConfirmed.class::isInstance);
    }

    @Test
    void an_address_is_released_only_when_they_lost_it() {
        var life = running().given(new VmDeleted(FIRST)).reportsOn(NODE1);
        assertThat(life.told()).isEmpty();

        life.reflected(RR1, NODE1);
        life.given(new ReflectorsSeen());
        assertThat(life.told()).isEmpty();

        life.reflectedOf(NODE1);
        assertThat(life.told()).hasSize(2);
        assertThat(life.state.ended()).isTrue();
    }

    @Test
    void a_path_that_nobody_ordered_is_a_stray_and_told_once() {
        var life = running();
        var foreign = Address.of("10.255.0.99");
        life.held.add(new HeldPath(RR1, V4.address(), new Path(foreign, foreign, 100L)));

        life.given(new ReflectorsSeen());
        assertThat(life.told()).singleElement().isInstanceOfSatisfying(RouteStray.class, stray -> assertThat(
                        stray.reason())
                .contains("not to announce"));
        assertThat(life.given(new ReflectorsSeen()).effects).isEmpty();

        life.held.removeLast();
        life.given(new ReflectorsSeen());
        assertThat(life.state.strays()).isEmpty();
    }

    @Test
    void a_foreign_next_hop_is_a_stray() {
        var life = running();
        life.held.add(
                new HeldPath(RR1, V4.address(), new Path(Address.of("10.255.0.11"), Address.of("10.255.0.12"), 100L)));

        life.given(new ReflectorsSeen());

        assertThat(life.told()).singleElement().isInstanceOfSatisfying(RouteStray.class, stray -> assertThat(
                        stray.reason())
                .contains("next hop"));
    }

    @Test
    void what_was_proved_of_one_node_may_be_disproved_while_another_one_is_waited_for() {
        var life = running().given(new VmStarted(NODE2, SECOND));
        life.doneOn(NODE2).given(new VmDeleted(SECOND));
        life.reflectors.put(RR2, State.LOST);
        life.held.removeIf(path -> path.reflector().equals(RR1));
        life.goneFrom(NODE1);

        life.reflectors.put(RR2, State.IN_SYNC);
        life.held.removeIf(path -> path.path().peer().equals(Address.of("10.255.0.12")));
        life.goneFrom(NODE2);
        assertThat(life.state.ended()).as("rr2 still holds a path of node1").isFalse();

        life.held.clear();
        life.given(new ReflectorsSeen());
        assertThat(life.state.ended()).isTrue();
        assertThat(life.state.endpoints()).isEmpty();
    }
}
