package io.ipfabric.gateway.config.adapter.postgres;

import static java.util.Objects.requireNonNull;

import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.event.RouterConfig.Flavor;
import io.ipfabric.contracts.event.RouterConfig.Role;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.Asn;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.Community;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.config.domain.Cluster;
import io.ipfabric.gateway.config.domain.ClusterSpecification;
import io.ipfabric.gateway.config.domain.Device;
import io.ipfabric.gateway.config.domain.Fabric;
import io.ipfabric.gateway.config.domain.FailureDetection;
import io.ipfabric.gateway.config.domain.Pool;
import io.ipfabric.gateway.config.domain.Protocol;
import io.ipfabric.gateway.config.domain.Timers;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The rows of all three tables, as PostgreSQL writes them in JSON: a component is a column. */
record FabricRows(List<ClusterRow> clusters, List<DeviceRow> devices, List<PoolRow> pools) {

    static FabricRows of(Fabric fabric) {
        var clusters = fabric.clusters().values();
        return new FabricRows(
                clusters.stream()
                        .map(cluster -> ClusterRow.of(cluster.specification()))
                        .toList(),
                clusters.stream().flatMap(cluster -> devices(cluster, fabric)).toList(),
                fabric.pools().values().stream().map(PoolRow::of).toList());
    }

    private static Stream<DeviceRow> devices(Cluster cluster, Fabric fabric) {
        return cluster.devices().values().stream()
                .map(device -> DeviceRow.of(
                        cluster.specification().name(),
                        device,
                        fabric.intentPartitions().get(device.name())));
    }

    Fabric fabric() {
        var clustersByName = new TreeMap<ClusterName, Cluster>();
        for (var row : clusters) {
            var members = devices.stream()
                    .filter(device -> device.cluster().equals(row.name()))
                    .map(DeviceRow::device)
                    .toList();
            clustersByName.put(row.name(), Cluster.of(row.specification(), members));
        }
        var poolsByName = new TreeMap<PoolName, Pool>();
        pools.forEach(row -> poolsByName.put(row.name(), row.pool()));
        var partitions = new TreeMap<RouterName, Integer>();
        for (var row : devices) {
            if (row.intentPartition() != null) {
                partitions.put(row.name(), row.intentPartition());
            }
        }
        return new Fabric(clustersByName, poolsByName, partitions);
    }

    record ClusterRow(
            ClusterName name,
            Asn asn,
            Address gatewayIpv4,
            Address gatewayIpv6,
            MacAddress gatewayMac,
            List<Community> communities,
            CutoverPolicy cutover,
            StrictTimeout strictTimeout,
            Protocol protocol,
            long keepaliveSeconds,
            long holdSeconds,
            FailureDetection failureDetection,
            List<Prefix> underlay) {

        static ClusterRow of(ClusterSpecification cluster) {
            return new ClusterRow(
                    cluster.name(),
                    cluster.asn(),
                    cluster.gateways().ipv4(),
                    cluster.gateways().ipv6(),
                    cluster.gateways().mac(),
                    cluster.communities(),
                    cluster.cutover(),
                    cluster.strictTimeout(),
                    cluster.protocol(),
                    cluster.timers().keepalive().toSeconds(),
                    cluster.timers().hold().toSeconds(),
                    cluster.failureDetection(),
                    cluster.underlay());
        }

        ClusterSpecification specification() {
            return new ClusterSpecification(
                    name,
                    asn,
                    new Gateways(gatewayIpv4, gatewayIpv6, gatewayMac),
                    communities,
                    cutover,
                    strictTimeout,
                    protocol,
                    new Timers(Duration.ofSeconds(keepaliveSeconds), Duration.ofSeconds(holdSeconds)),
                    failureDetection,
                    underlay);
        }
    }

    record DeviceRow(
            RouterName name,
            ClusterName cluster,
            Role role,
            Address address,
            @Nullable Address address6,
            @Nullable List<AddressFamily> families,
            Flavor flavor,
            @Nullable Asn asn,
            @Nullable Integer intentPartition) {

        static DeviceRow of(ClusterName cluster, Device device, @Nullable Integer partition) {
            var address6 = device instanceof Device.Node node ? node.address6() : null;
            var families = device instanceof Device.Reflector reflector ? reflector.families() : null;
            var asn = device instanceof Device.CoreGateway gateway ? gateway.asn() : null;
            return new DeviceRow(
                    device.name(),
                    cluster,
                    device.role(),
                    device.address(),
                    address6,
                    families,
                    device.flavor(),
                    asn,
                    partition);
        }

        Device device() {
            return switch (role) {
                case NODE -> new Device.Node(name, address, address6, flavor);
                case REFLECTOR -> new Device.Reflector(name, address, requireNonNull(families), flavor);
                case CORE_GATEWAY -> new Device.CoreGateway(name, address, flavor, requireNonNull(asn));
            };
        }
    }

    record PoolRow(PoolName name, ClusterName cluster, Prefix prefix) {

        static PoolRow of(Pool pool) {
            return new PoolRow(pool.name(), pool.cluster(), pool.prefix());
        }

        Pool pool() {
            return new Pool(name, cluster, prefix);
        }
    }
}
