package io.ipfabric.simulation;

import io.ipfabric.contracts.codec.Envelope;
import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.event.TopologyEvent;
import io.ipfabric.contracts.event.TopologyEvent.ClusterTopology;
import io.ipfabric.contracts.event.TopologyEvent.NodeTopology;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Asn;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.NodeInstance;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.ipam.domain.Pool;
import io.ipfabric.ipam.domain.Reservations;
import io.ipfabric.node.domain.Topology;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;

/** Everything there is: services, nodes, the bus between them, time. */
final class World {

    static final ClusterName CLUSTER = ClusterName.of("lab");
    static final Duration COOLDOWN = Duration.ofSeconds(10);

    private static final Gateways GATEWAYS =
            new Gateways(Address.of("198.51.100.254"), Address.of("fe80::1"), MacAddress.of("02:00:00:00:00:01"));
    /** Two nodes share a partition. */
    private static final List<Integer> INTENT_PARTITIONS = List.of(3, 3, 5);

    private static final int DIARY_LINES = 60;

    final VirtualClock clock = new VirtualClock();
    final Bus bus = new Bus();
    final Sabotage sabotage;
    final VmService vm;
    final IpamService ipam;
    final RoutingService routing;
    final List<Service> services;
    final List<Node> nodes;
    final List<Reflector> reflectors;
    final Observer observer;
    private final Deque<String> diary = new ArrayDeque<>();

    World(Sabotage sabotage, int reflectors) {
        this(sabotage, reflectors, "192.0.2.0/29", "2001:db8::/125");
    }

    World(Sabotage sabotage, int reflectorCount, String ipv4Pool, String ipv6Pool) {
        this.sabotage = sabotage;
        reflectors = IntStream.rangeClosed(1, reflectorCount)
                .mapToObj(number -> new Reflector(this, number))
                .toList();
        observer = new Observer(this);
        vm = new VmService(this);
        ipam = new IpamService(this, List.of(pool("v4", ipv4Pool), pool("v6", ipv6Pool)));
        routing = new RoutingService(this);
        services = List.of(vm, ipam, routing);
        publish(cluster());
        nodes = IntStream.range(0, INTENT_PARTITIONS.size())
                .mapToObj(this::node)
                .toList();
        nodes.forEach(node -> nodes.forEach(node::knows));
        nodes.forEach(node -> publish(node.topology));
        reflectors.forEach(observer::open);
    }

    private ClusterTopology cluster() {
        return new ClusterTopology(
                CLUSTER,
                Asn.of(65_000),
                GATEWAYS,
                CutoverPolicy.SEAMLESS,
                null,
                reflectors.stream().map(reflector -> reflector.topology).toList());
    }

    private static Pool pool(String name, String block) {
        var prefix = Prefix.of(block);
        return new Pool(PoolName.of(name), CLUSTER, prefix, Reservations.of(prefix, List.of()), COOLDOWN);
    }

    private Node node(int number) {
        var topology = new NodeTopology(
                NodeName.of("node-" + number),
                CLUSTER,
                Address.of("198.51.100.1" + number),
                Address.of("2001:db8:ffff::1" + number),
                INTENT_PARTITIONS.get(number));
        return new Node(this, topology, NodeInstance.of("00000000-0000-4000-8000-00000000001" + number));
    }

    private void publish(TopologyEvent event) {
        bus.publish(EventCodec.encode(
                event, Envelope.of(event.partitionKey(), "/ip-fabric/gateway-config-service", clock.instant())));
    }

    Topology topology() {
        var topology = Topology.EMPTY.with(cluster());
        for (var node : nodes) {
            topology = topology.with(node.topology);
        }
        return topology;
    }

    Node node(NodeName name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Violation("there is no node " + name));
    }

    /** For the reader of a failure. */
    void say(String what) {
        diary.addLast(clock.elapsed() + " " + what);
        if (diary.size() > DIARY_LINES) {
            diary.removeFirst();
        }
    }

    String diary() {
        return String.join("\n", diary);
    }
}
