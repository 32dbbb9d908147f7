package io.ipfabric.gateway.config.domain;

import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.RouterName;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * All that this service knows.
 *
 * @param pools also those of clusters that it has not heard of yet
 * @param intentPartitions of every node: its partition of {@code route-intents}, never changed while the node exists
 */
public record Fabric(
        SortedMap<ClusterName, Cluster> clusters,
        SortedMap<PoolName, Pool> pools,
        SortedMap<RouterName, Integer> intentPartitions) {

    public static final Fabric EMPTY = new Fabric(new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

    public Fabric {
        clusters = Collections.unmodifiableSortedMap(new TreeMap<>(clusters));
        pools = Collections.unmodifiableSortedMap(new TreeMap<>(pools));
        intentPartitions = Collections.unmodifiableSortedMap(new TreeMap<>(intentPartitions));
    }

    public Optional<Cluster> cluster(ClusterName name) {
        return Optional.ofNullable(clusters.get(name));
    }

    /** Names of routers are unique in the whole fabric. */
    public Optional<Device> device(RouterName name) {
        return clusters.values().stream()
                .flatMap(cluster -> Optional.ofNullable(cluster.devices().get(name)).stream())
                .findFirst();
    }

    public List<Pool> poolsOf(ClusterName cluster) {
        return pools.values().stream()
                .filter(pool -> pool.cluster().equals(cluster))
                .toList();
    }

    /**
     * What every router of the cluster must run; empty if there is no such cluster.
     *
     * @param observer who watches the reflectors; absent: nobody
     */
    public List<DeviceConfiguration> configurations(ClusterName name, @Nullable ObserverAddress observer) {
        return cluster(name).stream()
                .flatMap(cluster -> cluster.devices().values().stream()
                        .map(device -> DeviceConfiguration.of(cluster, poolsOf(name), device, observer)))
                .toList();
    }

    /** The clusters whose routers may need another text than in {@code before}. */
    public List<ClusterName> changedClusters(Fabric before) {
        return clusters.keySet().stream()
                .filter(name -> !cluster(name).equals(before.cluster(name))
                        || !poolsOf(name).equals(before.poolsOf(name)))
                .toList();
    }

    Fabric with(Cluster cluster) {
        var changed = new TreeMap<>(clusters);
        changed.put(cluster.specification().name(), cluster);
        return new Fabric(changed, pools, intentPartitions);
    }

    Fabric without(ClusterName cluster) {
        var changed = new TreeMap<>(clusters);
        changed.remove(cluster);
        return new Fabric(changed, pools, intentPartitions);
    }

    Fabric with(Pool pool) {
        var changed = new TreeMap<>(pools);
        changed.put(pool.name(), pool);
        return new Fabric(clusters, changed, intentPartitions);
    }

    Fabric without(PoolName pool) {
        var changed = new TreeMap<>(pools);
        changed.remove(pool);
        return new Fabric(clusters, changed, intentPartitions);
    }

    /** Gives the node the partition that the fewest nodes have; of equals the first. */
    Fabric withPartition(RouterName node, int partitions) {
        var uses = new int[partitions];
        intentPartitions.values().stream()
                .filter(partition -> partition < partitions)
                .forEach(partition -> uses[partition]++);
        int least = IntStream.range(0, partitions)
                .reduce((a, b) -> uses[b] < uses[a] ? b : a)
                .orElseThrow();
        var changed = new TreeMap<>(intentPartitions);
        changed.put(node, least);
        return new Fabric(clusters, pools, changed);
    }

    Fabric withoutPartition(RouterName node) {
        var changed = new TreeMap<>(intentPartitions);
        changed.remove(node);
        return new Fabric(clusters, pools, changed);
    }
}
