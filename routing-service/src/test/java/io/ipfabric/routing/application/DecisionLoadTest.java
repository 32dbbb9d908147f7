package io.ipfabric.routing.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.codec.WireRecord;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.event.RouteObservation.Path;
import io.ipfabric.contracts.event.RouteObservation.ReflectorSight;
import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.contracts.event.RouteReport;
import io.ipfabric.contracts.event.RouteReport.AddressReport;
import io.ipfabric.contracts.event.RouteReport.ObservedInterface;
import io.ipfabric.contracts.event.TopologyEvent.ClusterTopology;
import io.ipfabric.contracts.event.TopologyEvent.NodeTopology;
import io.ipfabric.contracts.event.TopologyEvent.ReflectorTopology;
import io.ipfabric.contracts.event.VmInterface;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.trace.TraceContext;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Asn;
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
import io.ipfabric.outbox.BlockingTransaction;
import io.ipfabric.outbox.Caused;
import io.ipfabric.outbox.testing.FabricBackends;
import io.ipfabric.outbox.testing.TopicReader;
import io.ipfabric.routing.application.ReflectorStore.Held;
import io.ipfabric.routing.domain.Placement;
import io.ipfabric.routing.domain.RoutedAddress;
import io.ipfabric.routing.domain.RoutingInput.AddressesAllocated;
import io.ipfabric.routing.domain.RoutingInput.VmPlaced;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.Test;

/** What a VM costs this service, in statements to a real database: each is a round trip as the one writer, beside those of every transaction: begin, take the records and the lock, commit. */
@QuarkusTest
@WithTestResource(FabricBackends.class)
class DecisionLoadTest {

    private static final ClusterName CLUSTER = ClusterName.of("load");
    private static final RouterName RR1 = RouterName.of("load-rr1");
    private static final RouterName RR2 = RouterName.of("load-rr2");
    private static final NodeName NODE = NodeName.of("load-node");
    private static final NodeInstance AGENT = NodeInstance.of(UUID.randomUUID().toString());
    private static final VmId VM = VmId.of("load-vm");
    private static final Address PEER = Address.of("192.0.2.81");
    private static final Address PEER6 = Address.of("2001:db8:ffff::81");
    private static final RoutedAddress V4 = new RoutedAddress(Address.of("198.51.100.81"), SequenceNumber.of(1));
    private static final RoutedAddress V6 = new RoutedAddress(Address.of("2001:db8::81"), SequenceNumber.of(2));

    @Inject
    BlockingTransaction transaction;

    @Inject
    Fabric fabric;

    @Inject
    Observations observations;

    @Inject
    HeardTogether heard;

    @Inject
    RouteDecisions decisions;

    @Inject
    MeterRegistry meters;

    @Test
    void a_creation_costs_no_more_than_it_must() {
        theFabricIsKnown();
        double before = decisions();
        int allocated =
                statements(s -> decisions.decide(s, VM, new AddressesAllocated(Generation.of(1), List.of(V4, V6))));
        var trace = TraceContext.begun(ThreadLocalRandom.current());
        int placed = statements(s -> Caused.by(trace, VM.value(), () -> decisions.decide(s, VM, placed())));
        var report = report();
        int announced = statements(s -> fabric.reported(s, report));
        int firstHeld = statements(s -> seen(s, RR1));
        int confirmed = statements(s -> seen(s, RR2));

        assertThat(allocated).as("load, save").isEqualTo(2);
        assertThat(placed).as("load, save").isEqualTo(2);
        assertThat(announced).as("load, save").isEqualTo(2);
        assertThat(firstHeld).as("paths of both families, load").isEqualTo(2);
        assertThat(confirmed).as("paths of both families, load, save").isEqualTo(3);
        assertThat(decisions() - before).as("one for each poll").isEqualTo(5);

        assertThat(statements(s -> seen(s, RR2))).as("said again: paths").isEqualTo(1);
        assertThat(decisions() - before).as("and nothing is decided").isEqualTo(5);
        assertThat(published())
                .as("announced and confirmed in both families, by the trace of the order")
                .hasSize(4)
                .allSatisfy(record ->
                        assertThat(record.trace().map(TraceContext::traceId)).contains(trace.traceId()));

        var own = report();
        var foreign = report(own.epoch(), NodeInstance.of(UUID.randomUUID().toString()));
        double alone = decisions();
        assertThat(statements(s -> together(s, foreign, gone(RR2))))
                .as("with a report of nobody's agent: paths, load; load, save")
                .isEqualTo(4);
        assertThat(decisions() - alone).as("of the reflector's loss").isEqualTo(1);
        assertThat(statements(s -> together(s, own, held(RR2))))
                .as("told together: paths, load, save")
                .isEqualTo(3);
        assertThat(decisions() - alone).as("once of both").isEqualTo(2);
    }

    private Uni<Void> together(Mutiny.Session session, RouteReport report, List<Held> paths) {
        heard.reported(session, report);
        return observations.seen(session, paths).chain(() -> heard.reached(session));
    }

    private Uni<Void> seen(Mutiny.Session session, RouterName reflector) {
        return observations.seen(session, held(reflector)).chain(() -> heard.reached(session));
    }

    private static List<WireRecord> published() {
        try (var reader = TopicReader.of(Topic.ROUTE_EVENTS)) {
            return reader.readOf(VM.value(), 4, Duration.ofSeconds(20));
        }
    }

    private void theFabricIsKnown() {
        var gateways = new Gateways(Address.of("192.0.2.1"), Address.of("fe80::1"), MacAddress.of("02:00:0a:00:00:01"));
        var reflectors = List.of(
                new ReflectorTopology(RR1, Address.of("192.0.2.91"), List.of(), null),
                new ReflectorTopology(RR2, Address.of("192.0.2.92"), List.of(), null));
        transaction.run(s -> fabric.changed(
                        s,
                        new ClusterTopology(CLUSTER, Asn.of(65000), gateways, CutoverPolicy.SEAMLESS, null, reflectors))
                .chain(() -> fabric.changed(s, new NodeTopology(NODE, CLUSTER, PEER, PEER6, 3)))
                .chain(() -> observations.seen(s, new ReflectorSight(RR1, State.IN_SYNC, 1, null, Instant.now())))
                .chain(() -> observations.seen(s, new ReflectorSight(RR2, State.IN_SYNC, 1, null, Instant.now())))
                .chain(() -> heard.reached(s))
                // The first report binds the agent.
                .chain(() -> fabric.reported(s, report(Epoch.of(1)))));
    }

    private static VmPlaced placed() {
        var iface = new VmInterface(InterfaceName.of("load_net0"), null, null, MacAddress.of("02:00:00:00:00:81"));
        return new VmPlaced(Placement.first(VmName.of("load"), CLUSTER, NODE, Generation.of(1), iface, true));
    }

    private RouteReport report() {
        long epoch = transaction.run(s -> s.createNativeQuery(
                        "select cast(state #>> '{endpoints,load-node,epoch}' as bigint) from vm_routing where vm = 'load-vm'",
                        Long.class)
                .getSingleResult());
        return report(Epoch.of(epoch));
    }

    private static RouteReport report(Epoch epoch) {
        return report(epoch, AGENT);
    }

    private static RouteReport report(Epoch epoch, NodeInstance agent) {
        return new RouteReport(
                NODE,
                agent,
                VM,
                epoch,
                new Forwarding.Local(),
                new ObservedInterface(true, true),
                List.of(
                        new AddressReport(V4.address(), true, true, true),
                        new AddressReport(V6.address(), true, true, true)),
                null,
                Instant.now());
    }

    private static List<Held> held(RouterName reflector) {
        return List.of(
                new Held(reflector, V4.address(), 1, List.of(new Path(PEER, PEER, 100L))),
                new Held(reflector, V6.address(), 1, List.of(new Path(PEER, PEER6, 100L))));
    }

    private static List<Held> gone(RouterName reflector) {
        return List.of(
                new Held(reflector, V4.address(), 1, List.of()), new Held(reflector, V6.address(), 1, List.of()));
    }

    private double decisions() {
        return meters.find("fabric.routing.decisions").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private int statements(Function<Mutiny.Session, Uni<?>> work) {
        var count = new AtomicInteger();
        transaction.run(session -> work.apply(counting(session, count)).replaceWith(true));
        return count.get();
    }

    private static Mutiny.Session counting(Mutiny.Session session, AtomicInteger count) {
        return (Mutiny.Session) Proxy.newProxyInstance(
                Mutiny.Session.class.getClassLoader(),
                new Class<?>[] {Mutiny.Session.class},
                (_, method, arguments) -> {
                    if (method.getName().startsWith("create")) {
                        count.incrementAndGet();
                    }
                    try {
                        return method.invoke(session, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }
}
