package io.ipfabric.node.domain;

import io.ipfabric.contracts.event.TopologyEvent;
import io.ipfabric.contracts.event.TopologyEvent.ClusterTopology;
import io.ipfabric.contracts.event.TopologyEvent.NodeTopology;
import io.ipfabric.contracts.event.TopologyEvent.PoolTopology;
import io.ipfabric.contracts.event.TopologyEvent.ReflectorTopology;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.Prefix;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The fabric's nodes, clusters and pools, as far as a node needs them. */
public record Topology(
        Map<NodeName, NodeTopology> nodes,
        Map<ClusterName, ClusterTopology> clusters,
        Map<PoolName, PoolTopology> pools) {

    public static final Topology EMPTY = new Topology(Map.of(), Map.of(), Map.of());

    public Topology {
        nodes = Map.copyOf(nodes);
        clusters = Map.copyOf(clusters);
        pools = Map.copyOf(pools);
    }

    public Topology with(TopologyEvent event) {
        return switch (event) {
            case NodeTopology node -> {
                var more = new HashMap<>(nodes);
                more.put(node.name(), node);
                yield new Topology(more, clusters, pools);
            }
            case ClusterTopology cluster -> {
                var more = new HashMap<>(clusters);
                more.put(cluster.name(), cluster);
                yield new Topology(nodes, more, pools);
            }
            case PoolTopology pool -> {
                var more = new HashMap<>(pools);
                more.put(pool.name(), pool);
                yield new Topology(nodes, clusters, more);
            }
        };
    }

    /** @param key of the record whose tombstone came */
    public Topology without(String key) {
        var fewerNodes = new HashMap<>(nodes);
        fewerNodes.values().removeIf(node -> node.partitionKey().equals(key));
        var fewerClusters = new HashMap<>(clusters);
        fewerClusters.values().removeIf(cluster -> cluster.partitionKey().equals(key));
        var fewerPools = new HashMap<>(pools);
        fewerPools.values().removeIf(pool -> pool.partitionKey().equals(key));
        return new Topology(fewerNodes, fewerClusters, fewerPools);
    }

    public Optional<NodeTopology> node(NodeName name) {
        return Optional.ofNullable(nodes.get(name));
    }

    /** The node that has this address in the underlay. */
    public Optional<NodeName> nodeAt(Address underlayAddress) {
        return nodes.values().stream()
                .filter(node -> underlayAddresses(node).contains(underlayAddress))
                .map(NodeTopology::name)
                .findFirst();
    }

    /**
     * What guests may ping and what they cannot reach: the networks on which the node's own underlay addresses are, and every
     * router outside of them by its address.
     *
     * @param own finds the node's address in its kernel, with its prefix length
     * @return empty while the node or its cluster is not known
     */
    public Optional<SourceFilterPolicy> filterPolicy(NodeName self, Function<Address, Optional<KernelAddress>> own) {
        var node = nodes.get(self);
        var cluster = node == null ? null : clusters.get(node.cluster());
        if (node == null || cluster == null) {
            return Optional.empty();
        }
        var underlay = new HashSet<Prefix>();
        underlayAddresses(node).forEach(a -> own.apply(a).map(Topology::network).ifPresent(underlay::add));
        var networks = Set.copyOf(underlay);
        for (var router : routers()) {
            if (networks.stream().noneMatch(network -> network.contains(router))) {
                underlay.add(router.hostPrefix());
            }
        }
        var gateways = Set.of(cluster.gateways().ipv4(), cluster.gateways().ipv6());
        var blocks = pools.values().stream().map(PoolTopology::prefix).collect(Collectors.toSet());
        return Optional.of(new SourceFilterPolicy(gateways, underlay, blocks));
    }

    private List<Address> routers() {
        var routers = new ArrayList<Address>();
        nodes.values().forEach(node -> routers.addAll(underlayAddresses(node)));
        clusters.values().stream()
                .flatMap(cluster -> cluster.reflectors().stream())
                .map(ReflectorTopology::address)
                .forEach(routers::add);
        return routers;
    }

    /** The node's addresses in the underlay: one or both families. */
    public static List<Address> underlayAddresses(NodeTopology node) {
        var address6 = node.address6();
        return address6 == null ? List.of(node.address()) : List.of(node.address(), address6);
    }

    private static Prefix network(KernelAddress own) {
        var family = own.address().family();
        int hostBits = family.bits() - own.prefixLength();
        var mask = BigInteger.ONE.shiftLeft(hostBits).subtract(BigInteger.ONE);
        return new Prefix(Address.ofNumber(family, own.address().number().andNot(mask)), own.prefixLength());
    }
}
