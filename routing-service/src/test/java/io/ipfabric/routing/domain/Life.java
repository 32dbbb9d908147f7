package io.ipfabric.routing.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.event.RouteClass;
import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.contracts.event.RouteObservation.Path;
import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.contracts.event.RouteReport;
import io.ipfabric.contracts.event.RouteReport.AddressReport;
import io.ipfabric.contracts.event.RouteReport.ObservedInterface;
import io.ipfabric.contracts.event.VmInterface;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.NodeInstance;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.contracts.value.VmName;
import io.ipfabric.routing.domain.ReflectorSights.HeldPath;
import io.ipfabric.routing.domain.RoutingContext.FabricNode;
import io.ipfabric.routing.domain.RoutingContext.Timing;
import io.ipfabric.routing.domain.RoutingEffect.Instruct;
import io.ipfabric.routing.domain.RoutingEffect.Tell;
import io.ipfabric.routing.domain.RoutingInput.EndpointReported;
import io.ipfabric.routing.domain.RoutingInput.ReflectorsSeen;
import io.ipfabric.routing.domain.RoutingInput.TimePassed;
import io.ipfabric.routing.domain.RoutingInput.VmPlaced;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One VM's life, decided step by step; remembers the effects of the last step and what each node would report. */
final class Life {

    static final VmId VM = VmId.of("vm-1");
    static final Generation FIRST = Generation.of(1);
    static final Generation SECOND = Generation.of(2);
    static final NodeName NODE1 = NodeName.of("node1");
    static final NodeName NODE2 = NodeName.of("node2");
    static final NodeName NODE3 = NodeName.of("node3");
    static final RouterName RR1 = RouterName.of("rr1");
    static final RouterName RR2 = RouterName.of("rr2");
    static final RoutedAddress V4 = new RoutedAddress(Address.of("198.51.100.10"), SequenceNumber.of(1));
    static final RoutedAddress V6 = new RoutedAddress(Address.of("2001:db8::10"), SequenceNumber.of(2));

    private static final Gateways GATEWAYS =
            new Gateways(Address.of("192.0.2.1"), Address.of("fe80::1"), MacAddress.of("02:00:0a:00:00:01"));

    VmRouting state = VmRouting.unknown(VM);
    final Map<NodeName, FabricNode> nodes = new HashMap<>();
    final TreeMap<RouterName, State> reflectors = new TreeMap<>();
    final List<HeldPath> held = new ArrayList<>();
    List<RoutingEffect> effects = List.of();
    Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Nullable
    Instant due;

    private long epoch = 1;

    Life() {
        knows(NODE1);
        knows(NODE2);
        knows(NODE3);
    }

    /** With two reflectors that can be seen. */
    static Life withReflectors() {
        var life = new Life();
        life.reflectors.put(RR1, State.IN_SYNC);
        life.reflectors.put(RR2, State.IN_SYNC);
        return life;
    }

    void knows(NodeName node) {
        var number = node.value().substring(node.value().length() - 1);
        nodes.put(
                node, new FabricNode(GATEWAYS, Address.of("10.255.0.1" + number), Address.of("fd00:255::1" + number)));
    }

    Life given(RoutingInput... inputs) {
        for (var input : inputs) {
            var context = new RoutingContext(
                    now, Epoch.of(epoch), nodes, new ReflectorSights(reflectors, held), Timing.DEFAULT);
            var transition = RoutingDecider.decide(state, input, context);
            epoch += RoutingContext.EPOCHS;
            state = transition.state();
            effects = transition.effects();
            due = transition.due();
        }
        return this;
    }

    Life after(Duration time) {
        now = now.plus(time);
        return given(new TimePassed());
    }

    Life announcedOn(NodeName node) {
        return given(new EndpointReported(report(node, true)));
    }

    Life goneFrom(NodeName node) {
        return given(new EndpointReported(report(node, false)));
    }

    /** The node does as it was told, and reports it; the reflectors follow. */
    Life doneOn(NodeName node) {
        return reportsOn(node).reflectedOf(node);
    }

    /** The node's report of having done as it was told. */
    Life reportsOn(NodeName node) {
        return given(new EndpointReported(reportAsTold(node, at(node).order().forwarding())));
    }

    RouteReport reportAsTold(NodeName node, Forwarding forwarding) {
        boolean announced = at(node).order() instanceof Order.Announced;
        boolean there = !(forwarding instanceof Forwarding.None);
        return report(node, epochAt(node), forwarding, there, there, announced);
    }

    /** By what it was told, the reflectors hold what the node announces, or nothing of it. */
    Life reflectedOf(NodeName node) {
        for (var reflector : reflectors.keySet()) {
            reflected(reflector, node);
        }
        return given(new ReflectorsSeen());
    }

    void reflected(RouterName reflector, NodeName node) {
        var known = Objects.requireNonNull(nodes.get(node));
        held.removeIf(
                path -> path.reflector().equals(reflector) && path.path().peer().equals(known.address()));
        var told = state.endpoints().get(node);
        if (told != null && told.order() instanceof Order.Announced) {
            var preference = RouteClass.of(
                            told.order().forwarding(), told.order().announcement())
                    .orElseThrow()
                    .localPreference()
                    .orElseThrow();
            for (var address : state.addresses()) {
                held.add(new HeldPath(
                        reflector,
                        address.address(),
                        new Path(known.address(), nextHop(known, address.address()), (long) preference)));
            }
        }
    }

    private static Address nextHop(FabricNode node, Address address) {
        return address.family() == AddressFamily.IPV4 ? node.address() : Objects.requireNonNull(node.address6());
    }

    Told at(NodeName node) {
        return Objects.requireNonNull(state.endpoints().get(node), () -> "no endpoint at " + node);
    }

    NodeName placedOn() {
        return Objects.requireNonNull(state.placement()).node();
    }

    Epoch epochAt(NodeName node) {
        return at(node).epoch();
    }

    RouteReport report(NodeName node, boolean there) {
        return report(node, epochAt(node), there, there, there);
    }

    RouteReport report(NodeName node, Epoch at, boolean kernel, boolean fib, boolean advertised) {
        return report(node, at, kernel ? new Forwarding.Local() : new Forwarding.None(), kernel, fib, advertised);
    }

    RouteReport report(
            NodeName node, Epoch at, Forwarding forwarding, boolean kernel, boolean fib, boolean advertised) {
        var addresses = state.addresses().stream()
                .map(a -> new AddressReport(a.address(), kernel, fib, advertised))
                .toList();
        return new RouteReport(
                node,
                NodeInstance.of("00000000-0000-0000-0000-000000000001"),
                VM,
                at,
                forwarding,
                new ObservedInterface(true, true),
                addresses,
                null,
                now);
    }

    List<RouteIntent.EndpointIntent> intents() {
        return effects.stream()
                .filter(Instruct.class::isInstance)
                .map(effect -> ((Instruct) effect).intent())
                .toList();
    }

    RouteIntent.EndpointIntent instructed() {
        var intents = intents();
        assertThat(intents).hasSize(1);
        return intents.getFirst();
    }

    List<Object> told() {
        return effects.stream()
                .filter(Tell.class::isInstance)
                .map(effect -> (Object) ((Tell) effect).event())
                .toList();
    }

    static VmPlaced placed(NodeName node, long generation, boolean running) {
        return new VmPlaced(Placement.first(
                VmName.of("web"),
                ClusterName.of("lab"),
                node,
                Generation.of(generation),
                new VmInterface(InterfaceName.of("web_net0"), null, null, MacAddress.of("02:00:00:00:00:10")),
                running));
    }
}
