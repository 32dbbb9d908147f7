package io.ipfabric.routing.domain;

import static io.ipfabric.routing.domain.Life.FIRST;
import static io.ipfabric.routing.domain.Life.NODE1;
import static io.ipfabric.routing.domain.Life.RR1;
import static io.ipfabric.routing.domain.Life.V4;
import static io.ipfabric.routing.domain.Life.placed;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.RouteEvent.RouteConfirmed;
import io.ipfabric.contracts.event.RouteEvent.RouteDrifted;
import io.ipfabric.contracts.event.RouteEvent.RouteStray;
import io.ipfabric.contracts.event.RouteObservation.Path;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.routing.domain.ReflectorSights.HeldPath;
import io.ipfabric.routing.domain.RoutingInput.AddressesAllocated;
import io.ipfabric.routing.domain.RoutingInput.ReflectorsSeen;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A route that somebody put into a reflector by hand comes as a path of the reflector itself. */
class PathsOfReflectorsTest {

    private static final Address REFLECTOR = Address.of("10.255.0.1");

    /** Also where its next hop is that of the node: the node does not announce it. */
    private static final HeldPath BY_HAND =
            new HeldPath(RR1, V4.address(), new Path(REFLECTOR, Address.of("10.255.0.11"), 100L));

    private static Life allocated() {
        return Life.withReflectors().given(placed(NODE1, 1, true), new AddressesAllocated(FIRST, List.of(V4)));
    }

    @Test
    void itIsAStrayAndToldOnce() {
        var life = allocated().doneOn(NODE1);
        life.held.add(BY_HAND);

        assertThat(life.given(new ReflectorsSeen()).told())
                .singleElement()
                .isInstanceOfSatisfying(RouteStray.class, stray -> {
                    assertThat(stray.reflector()).isEqualTo(RR1);
                    assertThat(stray.peer()).isEqualTo(REFLECTOR);
                });
        assertThat(life.given(new ReflectorsSeen()).told()).isEmpty();
    }

    @Test
    void itConfirmsNothing() {
        var life = allocated().reportsOn(NODE1);
        life.reflectors
                .keySet()
                .forEach(reflector -> life.held.add(new HeldPath(reflector, V4.address(), BY_HAND.path())));

        assertThat(life.given(new ReflectorsSeen()).told()).hasOnlyElementsOfType(RouteStray.class);
    }

    @Test
    void norDoesItTakeAConfirmationBack() {
        var life = allocated();
        life.held.add(BY_HAND);

        assertThat(life.doneOn(NODE1).told()).hasAtLeastOneElementOfType(RouteConfirmed.class);
        life.held.remove(BY_HAND);
        assertThat(life.given(new ReflectorsSeen()).told())
                .doesNotHaveAnyElementsOfTypes(RouteDrifted.class, RouteStray.class);
    }
}
