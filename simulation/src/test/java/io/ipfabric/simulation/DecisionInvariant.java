package io.ipfabric.simulation;

import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.event.RouteEvent.SilenceForced;
import io.ipfabric.contracts.event.RouteIntent.EndpointIntent;
import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.routing.domain.ReflectorSights;
import io.ipfabric.routing.domain.ReflectorSights.HeldPath;
import io.ipfabric.routing.domain.RoutingEffect.Instruct;
import io.ipfabric.routing.domain.RoutingEffect.Tell;
import io.ipfabric.routing.domain.RoutingTransition;
import io.ipfabric.routing.domain.VmRouting;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What holds of every decision, by what had been said of reflectors when it was made. Not asked where there are none. */
interface DecisionInvariant {

    /** @throws Violation if it does not hold */
    void check(Decision decision);

    /** @param seen what routing-service had read; what the decider was given may be less, see {@link Sabotage} */
    record Decision(VmRouting before, RoutingTransition transition, ReflectorSights seen, World world) {

        <E extends RouteEvent> Stream<E> told(Class<E> kind) {
            return transition.effects().stream()
                    .filter(Tell.class::isInstance)
                    .map(effect -> ((Tell) effect).event())
                    .filter(kind::isInstance)
                    .map(kind::cast);
        }

        Stream<EndpointIntent> instructed() {
            return transition.effects().stream()
                    .filter(Instruct.class::isInstance)
                    .map(effect -> ((Instruct) effect).intent());
        }

        /** Whether an operator's word stands for the silence of this node. */
        boolean isForced(NodeName node) {
            var told = before.endpoints().get(node);
            return (told != null && told.proof().forced() != null)
                    || told(SilenceForced.class)
                            .anyMatch(forced -> forced.node().equals(node));
        }

        List<RouterName> inSync() {
            return seen.states().entrySet().stream()
                    .filter(state -> state.getValue() == State.IN_SYNC)
                    .map(Map.Entry::getKey)
                    .toList();
        }

        /** Paths of a node that a reflector in sync holds. */
        List<HeldPath> heldOf(NodeName node) {
            var peer = world.nodes.stream()
                    .filter(known -> known.name().equals(node))
                    .findFirst()
                    .orElseThrow()
                    .topology
                    .address();
            return seen.paths().stream()
                    .filter(held -> inSync().contains(held.reflector())
                            && held.path().peer().equals(peer))
                    .toList();
        }

        boolean isHeldByAll(Address address, NodeName node) {
            var inSync = inSync();
            var holding = heldOf(node).stream()
                    .filter(held -> held.address().equals(address))
                    .map(HeldPath::reflector)
                    .toList();
            return !inSync.isEmpty() && holding.containsAll(inSync);
        }

        @Override
        public String toString() {
            return "by " + seen + ", of " + before;
        }
    }
}
