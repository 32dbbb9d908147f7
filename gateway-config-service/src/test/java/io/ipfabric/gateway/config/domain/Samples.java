package io.ipfabric.gateway.config.domain;

import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.event.RouterConfig.Flavor;
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
import java.util.List;

/** A small cluster, and its variations. */
final class Samples {

    static final ClusterName LAB = new ClusterName("lab");
    static final Asn ASN = new Asn(65_000);
    static final Device.Node NODE1 = node("node1", "10.255.0.11", "fd00:255::11");
    static final Device.Node NODE2 = node("node2", "10.255.0.12", "fd00:255::12");
    static final Device.Reflector RR1 = reflector("rr1", "10.255.0.1");
    static final Device.Reflector RR2 = reflector("rr2", "10.255.0.2");
    static final Device.CoreGateway CORE =
            new Device.CoreGateway(new RouterName("core"), Address.of("10.255.0.3"), Flavor.FRR, ASN);

    private Samples() {}

    static ClusterSpecification specification() {
        return specification(FailureDetection.NONE, List.of(), List.of());
    }

    static ClusterSpecification specification(
            FailureDetection detection, List<Community> communities, List<Prefix> underlay) {
        var gateways = new Gateways(Address.of("10.0.0.1"), Address.of("fe80::1"), MacAddress.of("02:00:0a:00:00:01"));
        return new ClusterSpecification(
                LAB,
                ASN,
                gateways,
                communities,
                CutoverPolicy.SEAMLESS,
                StrictTimeout.HOLD,
                Protocol.BGP,
                Timers.DEFAULT,
                detection,
                underlay);
    }

    static Cluster cluster(ClusterSpecification specification) {
        return Cluster.of(specification, List.of(NODE1, NODE2, RR1, RR2, CORE));
    }

    static Device.Node node(String name, String address, String address6) {
        return new Device.Node(new RouterName(name), Address.of(address), Address.of(address6), Flavor.FRR);
    }

    static Device.Node nodeWithoutIpv6(String name, String address) {
        return new Device.Node(new RouterName(name), Address.of(address), null, Flavor.FRR);
    }

    static Device.Reflector reflector(String name, String address) {
        return new Device.Reflector(
                new RouterName(name), Address.of(address), List.of(AddressFamily.values()), Flavor.FRR);
    }

    static Pool pool(String name, String prefix) {
        return new Pool(new PoolName(name), LAB, Prefix.of(prefix));
    }

    static List<Pool> pools() {
        return List.of(pool("public-v4", "198.51.100.0/24"), pool("public-v6", "2001:db8:64::/64"));
    }
}
