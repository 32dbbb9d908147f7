package io.ipfabric.gateway.config.application;

import static java.util.Objects.requireNonNull;

import io.ipfabric.contracts.event.TopologyEvent;
import io.ipfabric.contracts.event.TopologyEvent.ClusterTopology;
import io.ipfabric.contracts.event.TopologyEvent.NodeTopology;
import io.ipfabric.contracts.event.TopologyEvent.ReflectorTopology;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.config.domain.Cluster;
import io.ipfabric.gateway.config.domain.Device;
import io.ipfabric.gateway.config.domain.Fabric;
import io.ipfabric.outbox.Outgoing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** What {@code fabric-topology} says of a fabric: one level for each cluster and node, clusters first. */
final class TopologyLevels {

    /**
     * All of the topic leaves in commit order, so that a reader knows a node's cluster before the node, and a name that moves to another
     * cluster is not taken for gone.
     */
    private static final String ORDERING_KEY = "fabric-topology";

    private TopologyLevels() {}

    /** What a reader of {@code before} must be told to know {@code after}. */
    static List<Outgoing> difference(Fabric before, Fabric after) {
        var known = of(before);
        var wanted = of(after);
        var outgoing = new ArrayList<Outgoing>();
        wanted.forEach((key, level) -> {
            if (!level.equals(known.get(key))) {
                outgoing.add(Outgoing.of(level).orderedBy(ORDERING_KEY));
            }
        });
        // Nodes before their cluster, as they came.
        known.descendingMap().keySet().stream()
                .filter(key -> !wanted.containsKey(key))
                .map(key -> Outgoing.tombstone(Topic.FABRIC_TOPOLOGY, key).orderedBy(ORDERING_KEY))
                .forEach(outgoing::add);
        return outgoing;
    }

    /** All clusters as they are, for readers of what an earlier version published, which said less of them. */
    static List<Outgoing> clusters(Fabric fabric) {
        return fabric.clusters().values().stream()
                .map(cluster -> Outgoing.of(cluster(cluster)).orderedBy(ORDERING_KEY))
                .toList();
    }

    private static NavigableMap<String, TopologyEvent> of(Fabric fabric) {
        var levels = new TreeMap<String, TopologyEvent>();
        fabric.clusters().values().forEach(cluster -> {
            add(levels, cluster(cluster));
            cluster.devicesOf(Device.Node.class)
                    .map(node -> node(cluster, node, fabric.intentPartitions()))
                    .forEach(level -> add(levels, level));
        });
        return levels;
    }

    private static void add(Map<String, TopologyEvent> levels, TopologyEvent level) {
        levels.put(level.partitionKey(), level);
    }

    private static ClusterTopology cluster(Cluster cluster) {
        var specification = cluster.specification();
        var reflectors = cluster.reflectors().stream()
                .map(reflector -> new ReflectorTopology(
                        reflector.name(), reflector.address(), reflector.families(), reflector.flavor()))
                .toList();
        return new ClusterTopology(
                specification.name(),
                specification.asn(),
                specification.gateways(),
                specification.cutover(),
                specification.strictTimeout(),
                reflectors);
    }

    private static NodeTopology node(Cluster cluster, Device.Node node, Map<RouterName, Integer> intentPartitions) {
        return new NodeTopology(
                new NodeName(node.name().value()),
                cluster.specification().name(),
                node.address(),
                node.address6(),
                requireNonNull(intentPartitions.get(node.name()), "every node has an intent partition"));
    }
}
