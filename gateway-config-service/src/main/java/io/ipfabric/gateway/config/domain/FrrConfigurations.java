package io.ipfabric.gateway.config.domain;

import io.ipfabric.contracts.event.RouteClass;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.Asn;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.gateway.config.domain.FrrConfiguration.Active;
import io.ipfabric.gateway.config.domain.FrrConfiguration.AnnouncesKernel;
import io.ipfabric.gateway.config.domain.FrrConfiguration.Bgp;
import io.ipfabric.gateway.config.domain.FrrConfiguration.ClassEntry;
import io.ipfabric.gateway.config.domain.FrrConfiguration.Conduct;
import io.ipfabric.gateway.config.domain.FrrConfiguration.FamilyPolicy;
import io.ipfabric.gateway.config.domain.FrrConfiguration.OnlyHears;
import io.ipfabric.gateway.config.domain.FrrConfiguration.Passive;
import io.ipfabric.gateway.config.domain.FrrConfiguration.PeerGroup;
import io.ipfabric.gateway.config.domain.FrrConfiguration.PrefixList;
import io.ipfabric.gateway.config.domain.FrrConfiguration.Reflects;
import io.ipfabric.gateway.config.domain.FrrConfiguration.RouteMap;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What FRR must do on each kind of router. One session between two routers carries both families, over IPv4. */
final class FrrConfigurations {

    private static final String REFLECTORS = "REFLECTORS";
    private static final String CLIENTS = "CLIENTS";
    private static final String NOTHING = "NOTHING";

    private FrrConfigurations() {}

    /** Announces what its kernel routes for its VMs; learns where all other VMs are. */
    static FrrConfiguration node(Cluster cluster, Collection<Pool> pools, Device.Node node) {
        var lists = new ArrayList<PrefixList>();
        var maps = new ArrayList<RouteMap>();
        var policies = new ArrayList<FamilyPolicy>();
        for (var family : node.families()) {
            var owned = prefixes(pools, family);
            // FRR matches nothing by a list that does not exist, so without a pool nothing is announced.
            if (!owned.isEmpty()) {
                lists.add(new PrefixList(poolList(family), family, owned));
            }
            lists.add(anyHost(family));
            maps.add(classes(cluster.specification(), family));
            policies.add(policy(family, new AnnouncesKernel(classMap(family))));
        }
        var bgp = bgp(cluster, node, Optional.empty(), toReflectors(cluster, node), policies);
        return configuration(cluster, node, lists, maps, bgp);
    }

    /** Passes on between its clients what is a host route; which of them are owned, the nodes know. */
    static FrrConfiguration reflector(Cluster cluster, Device.Reflector reflector, @Nullable ObserverAddress observer) {
        var lists = new ArrayList<PrefixList>();
        var policies = new ArrayList<FamilyPolicy>();
        var watching = observing(cluster, observer);
        for (var family : reflector.families()) {
            lists.add(anyHost(family));
            if (watching != null && watching.client() != null) {
                lists.add(new PrefixList(nothingList(family), family, List.of()));
            }
            policies.add(policy(family, new Reflects(NOTHING, nothingList(family))));
        }
        var clients = new PeerGroup(CLIENTS, new Passive(cluster.listenRanges()));
        var clusterId = Optional.of(clusterId(cluster.specification().asn()));
        return configuration(
                cluster,
                reflector,
                lists,
                List.of(),
                bgp(cluster, reflector, clusterId, clients, policies).observedBy(watching));
    }

    /** Learns where all VMs are, and says nothing: what the rest of the network tells it must not get into the fabric by accident. */
    static FrrConfiguration coreGateway(Cluster cluster, Device.CoreGateway gateway) {
        var lists = new ArrayList<PrefixList>();
        var policies = new ArrayList<FamilyPolicy>();
        for (var family : AddressFamily.values()) {
            lists.add(anyHost(family));
            lists.add(new PrefixList(nothingList(family), family, List.of()));
            policies.add(policy(family, new OnlyHears(nothingList(family))));
        }
        var bgp = bgp(cluster, gateway, Optional.empty(), toReflectors(cluster, gateway), policies);
        return configuration(cluster, gateway, lists, List.of(), bgp);
    }

    /** On a router's own machine it would take the place of that router's session: there it only hears. */
    static @Nullable ObserverAddress observing(Cluster cluster, @Nullable ObserverAddress observer) {
        if (observer == null || observer.client() == null) {
            return observer;
        }
        var client = observer.client();
        boolean isRouter = cluster.devices().values().stream()
                .anyMatch(device -> device.address().equals(client));
        return isRouter ? new ObserverAddress(observer.host(), observer.port(), null) : observer;
    }

    private static FrrConfiguration configuration(
            Cluster cluster, Device device, List<PrefixList> lists, List<RouteMap> maps, Bgp bgp) {
        boolean forwards = !(device instanceof Device.Reflector);
        var detection = cluster.specification().failureDetection();
        return new FrrConfiguration(device.name(), forwards, lists, maps, bgp, detection);
    }

    private static Bgp bgp(
            Cluster cluster, Device device, Optional<Address> clusterId, PeerGroup peers, List<FamilyPolicy> policies) {
        var specification = cluster.specification();
        return new Bgp(specification.asn(), device.address(), clusterId, specification.timers(), peers, policies, null);
    }

    private static PeerGroup toReflectors(Cluster cluster, Device device) {
        var addresses =
                cluster.reflectors().stream().map(Device::address).sorted().toList();
        return new PeerGroup(REFLECTORS, new Active(device.address(), addresses));
    }

    private static FamilyPolicy policy(AddressFamily family, Conduct conduct) {
        return new FamilyPolicy(family, conduct, hostList(family));
    }

    private static RouteMap classes(ClusterSpecification specification, AddressFamily family) {
        var entries = Arrays.stream(RouteClass.values())
                .filter(each -> each.localPreference().isPresent())
                .sorted(Comparator.comparingInt(RouteClass::metric))
                .map(each -> new ClassEntry(
                        family,
                        each.metric(),
                        poolList(family),
                        each.localPreference().getAsInt(),
                        specification.communities()))
                .toList();
        return new RouteMap(classMap(family), entries);
    }

    private static List<Prefix> prefixes(Collection<Pool> pools, AddressFamily family) {
        return pools.stream()
                .map(Pool::prefix)
                .filter(prefix -> prefix.family() == family)
                .sorted()
                .distinct()
                .toList();
    }

    private static PrefixList anyHost(AddressFamily family) {
        return new PrefixList(
                hostList(family), family, List.of(new Prefix(Address.ofNumber(family, BigInteger.ZERO), 0)));
    }

    /**
     * All reflectors of a cluster share it, whichever of them come and go: so it is made of what is the cluster's, its ASN, and not
     * of an address.
     */
    static Address clusterId(Asn asn) {
        return Address.ofNumber(AddressFamily.IPV4, BigInteger.valueOf(asn.value()));
    }

    private static String poolList(AddressFamily family) {
        return named("POOLS", family);
    }

    private static String hostList(AddressFamily family) {
        return named("HOSTS", family);
    }

    private static String nothingList(AddressFamily family) {
        return named(NOTHING, family);
    }

    private static String classMap(AddressFamily family) {
        return named("CLASSES", family);
    }

    private static String named(String what, AddressFamily family) {
        return what + "-" + family.name();
    }
}
