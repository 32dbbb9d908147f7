package io.ipfabric.routing.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.event.NodeReport.Heartbeat;
import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.contracts.event.RouteReport;
import io.ipfabric.contracts.event.RouteReport.AddressReport;
import io.ipfabric.contracts.event.RouteReport.ObservedInterface;
import io.ipfabric.contracts.event.TopologyEvent.ClusterTopology;
import io.ipfabric.contracts.event.TopologyEvent.NodeTopology;
import io.ipfabric.contracts.event.VmEvent.VmCreated;
import io.ipfabric.contracts.event.VmInterface;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.Asn;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.NodeInstance;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.contracts.value.VmName;
import io.ipfabric.outbox.BlockingTransaction;
import io.ipfabric.outbox.testing.TopicReader;
import io.ipfabric.outbox.testing.TopicWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A VM on a node, and everyone else who has a say about them: the test speaks for them on the topics, and hears what the service says. */
final class SpokenFabric {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final ClusterName CLUSTER = ClusterName.of("flow");
    private static final Gateways GATEWAYS =
            new Gateways(Address.of("192.0.2.1"), Address.of("fe80::1"), MacAddress.of("02:00:0a:00:00:01"));

    final NodeName node = NodeName.of("node-" + UUID.randomUUID().toString().substring(0, 8));
    final NodeInstance instance = NodeInstance.of(UUID.randomUUID().toString());
    final VmId vm = VmId.of("vm-" + UUID.randomUUID());
    final AllocatedAddress address;

    /** @param address that the VM has */
    SpokenFabric(String address) {
        this.address = new AllocatedAddress(Address.of(address), SequenceNumber.of(11), PoolName.of("public"));
    }

    /** Until its agent is told a manifest of a higher generation. */
    void introduceNode(TopicWriter writer, long generation) {
        writer.write(new ClusterTopology(CLUSTER, Asn.of(65000), GATEWAYS, CutoverPolicy.SEAMLESS, null, List.of()));
        writer.write(new NodeTopology(node, CLUSTER, Address.of("192.0.2.11"), null, 5));
        // An agent repeats its heartbeat: the first may come before the node is known.
        await().atMost(PATIENCE).untilAsserted(() -> {
            writer.write(new Heartbeat(node, instance, false, 0, 0, List.of(), null, Instant.now()));
            try (var reader = TopicReader.of(Topic.ROUTE_INTENTS)) {
                assertThat(reader.read(
                                RouteIntent.class,
                                intent -> intent instanceof RouteIntent.Manifest manifest
                                        && manifest.node().equals(node)
                                        && manifest.generation() > generation,
                                1,
                                Duration.ofSeconds(2)))
                        .isNotEmpty();
            }
        });
    }

    VmCreated created(long generation) {
        return new VmCreated(
                vm,
                VmName.of("flow"),
                CLUSTER,
                node,
                Generation.of(generation),
                List.of(AddressFamily.IPV4),
                List.of(),
                new VmInterface(InterfaceName.of("flow_net0"), null, null, MacAddress.of("02:00:00:00:00:10")),
                true);
    }

    RouteReport report(NodeInstance from, Epoch epoch, boolean there) {
        return new RouteReport(
                node,
                from,
                vm,
                epoch,
                there ? new Forwarding.Local() : new Forwarding.None(),
                new ObservedInterface(there, there),
                List.of(new AddressReport(address.address(), there, there, there)),
                null,
                Instant.now());
    }

    /** For what the VM waits of the node. */
    void halfAMinutePasses(BlockingTransaction transaction) {
        transaction.run(session -> session.createNativeQuery("""
                        update vm_routing set due = clock_timestamp(), state = jsonb_set(state, string_to_array(?2, ','),
                            to_jsonb(cast(clock_timestamp() - interval '30 seconds' as timestamptz)))
                        where vm = ?1
                        """)
                .setParameter(1, vm.value())
                .setParameter(2, "endpoints," + node + ",at")
                .executeUpdate());
    }

    <I extends RouteIntent> List<I> intents(Class<I> kind, int wanted) {
        try (var reader = TopicReader.of(Topic.ROUTE_INTENTS)) {
            return reader
                    .read(RouteIntent.class, i -> kind.isInstance(i) && i.node().equals(node), wanted, PATIENCE)
                    .stream()
                    .map(kind::cast)
                    .toList();
        }
    }

    List<RouteEvent> events(int wanted) {
        try (var reader = TopicReader.of(Topic.ROUTE_EVENTS)) {
            return reader.read(RouteEvent.class, event -> event.partitionKey().equals(vm.value()), wanted, PATIENCE);
        }
    }
}
