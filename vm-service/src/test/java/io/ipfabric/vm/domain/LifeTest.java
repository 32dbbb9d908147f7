package io.ipfabric.vm.domain;

import static io.ipfabric.vm.domain.Given.NODE1;
import static io.ipfabric.vm.domain.Given.NODE2;
import static io.ipfabric.vm.domain.Given.NOON;
import static io.ipfabric.vm.domain.Given.V4;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.vm.domain.LifeEvent.AddressesChanged;
import io.ipfabric.vm.domain.LifeEvent.Gone;
import io.ipfabric.vm.domain.LifeEvent.MigrationChanged;
import io.ipfabric.vm.domain.LifeEvent.RouteChange;
import io.ipfabric.vm.domain.LifeEvent.RouteChanged;
import io.ipfabric.vm.domain.LifeEvent.StateChanged;
import io.ipfabric.vm.domain.VmInput.AddressesAllocated;
import io.ipfabric.vm.domain.VmInput.AddressesReleased;
import io.ipfabric.vm.domain.VmInput.AllocationRefused;
import io.ipfabric.vm.domain.VmInput.RouteFact;
import io.ipfabric.vm.domain.VmInput.StopVm;
import io.ipfabric.vm.domain.VmState.Absent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LifeTest {

    private static final Generation FIRST = Given.FIRST;

    @Test
    void aCreationTellsTheFirstState() {
        assertThat(Life.between(new Absent(), Given.REQUESTED, NOON))
                .containsExactly(new StateChanged(NOON, VmStatus.REQUESTED, NODE1, FIRST, null));
    }

    @Test
    void whatChangesNothingTellsNothing() {
        assertThat(Life.between(Given.STARTED, Given.STARTED, NOON)).isEmpty();
        assertThat(Life.between(new Absent(), new Absent(), NOON)).isEmpty();
    }

    @Test
    void anAllocationTellsTheAddressesAndThenTheState() {
        var events = told(Given.REQUESTED, new AddressesAllocated(FIRST, List.of(V4)));

        assertThat(events)
                .containsExactly(
                        new AddressesChanged(NOON, List.of(V4.address())),
                        new StateChanged(NOON, VmStatus.ADDRESSED, NODE1, FIRST, null));
    }

    @Test
    void aRefusalTellsItsProblem() {
        assertThat(told(Given.REQUESTED, new AllocationRefused(FIRST, Given.EXHAUSTED)))
                .containsExactly(new StateChanged(NOON, VmStatus.REFUSED, NODE1, FIRST, Given.EXHAUSTED));
    }

    @Test
    void eachStepOfARouteIsToldOnce() {
        assertThat(changes(
                        Given.announced(V4, NODE1, 1),
                        Given.announced(V4, NODE1, 1),
                        Given.confirmed(V4, NODE1, 1),
                        Given.drifted(V4, NODE1, 1),
                        Given.announced(V4, NODE1, 1),
                        Given.confirmed(V4, NODE1, 1),
                        Given.announced(V4, NODE2, 2),
                        Given.withdrawn(V4, 3L),
                        Given.withdrawn(V4, 4L)))
                .containsExactly(
                        RouteChange.ANNOUNCED,
                        RouteChange.CONFIRMED,
                        RouteChange.DRIFTED,
                        RouteChange.ANNOUNCED,
                        RouteChange.CONFIRMED,
                        RouteChange.ANNOUNCED,
                        RouteChange.WITHDRAWN);
    }

    @Test
    void anOlderObservationTellsNothing() {
        assertThat(changes(Given.announced(V4, NODE2, 5), Given.withdrawn(V4, 4L)))
                .containsExactly(RouteChange.ANNOUNCED);
    }

    @Test
    void aMoveTellsItsPhasesAndWhereTheVmIs() {
        var phases = new ArrayList<MigrationPhase>();
        VmState state = Given.STARTED;
        for (var input : List.of(
                Given.migrate(NODE2),
                Given.progressed(2, NODE2, MigrationPhase.READY),
                Given.switched(NODE2),
                Given.progressed(2, NODE2, MigrationPhase.CLEANING))) {
            var next = Given.after(state, input);
            for (var event : Life.between(state, next, NOON)) {
                if (event instanceof MigrationChanged moved) {
                    phases.add(moved.phase());
                }
            }
            state = next;
        }

        assertThat(phases)
                .containsExactly(
                        MigrationPhase.PREPARING,
                        MigrationPhase.READY,
                        MigrationPhase.SWITCHED,
                        MigrationPhase.CLEANING);
        assertThat(Life.between(Given.STARTED, state, NOON))
                .filteredOn(StateChanged.class::isInstance)
                .map(event -> ((StateChanged) event).node())
                .containsExactly(NODE2);
    }

    /** The two come on different topics. */
    @Test
    void aRouteEndsAlsoForWhoeverHearsOfTheReleaseFirst() {
        var announced = Given.after(Given.DELETING, Given.announced(V4, NODE1, 1));
        var released = new AddressesReleased(FIRST, Given.BOTH);
        var end = new RouteChanged(NOON, V4.address(), RouteChange.WITHDRAWN, null, null, NOON);

        assertThat(told(announced, released)).containsExactly(end, new Gone(NOON));
        assertThat(told(Given.after(announced, Given.withdrawn(V4, 1L)), released))
                .containsExactly(new Gone(NOON));
        assertThat(told(Given.after(Given.STARTED, Given.announced(V4, NODE1, 1)), released))
                .contains(end);
    }

    @Test
    void aStopAndTheEndAreTold() {
        assertThat(told(Given.STARTED, new StopVm(null)))
                .containsExactly(new StateChanged(NOON, VmStatus.STOPPED, NODE1, FIRST, null));
        assertThat(told(Given.DELETING, new AddressesReleased(FIRST, Given.BOTH)))
                .containsExactly(new Gone(NOON));
    }

    private static List<LifeEvent> told(VmState state, VmInput input) {
        return Life.between(state, Given.after(state, input), NOON);
    }

    private static List<RouteChange> changes(RouteFact... facts) {
        var changes = new ArrayList<RouteChange>();
        VmState state = Given.STARTED;
        for (var fact : facts) {
            var next = Given.after(state, fact);
            for (var event : Life.between(state, next, NOON)) {
                if (event instanceof RouteChanged route) {
                    changes.add(route.change());
                }
            }
            state = next;
        }
        return changes;
    }
}
