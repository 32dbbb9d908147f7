package io.ipfabric.gateway.config.domain;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.Asn;
import io.ipfabric.contracts.value.Community;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.contracts.value.RouterName;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An FRR configuration, as far as this fabric needs one. What all its routers have in common is not in the tree but written by
 * {@link FrrRenderer}.
 *
 * @param zebraImmediate zebra takes up each change at once instead of after 10 ms, for routers whose kernel carries the routes
 */
record FrrConfiguration(
        RouterName hostname,
        boolean zebraImmediate,
        List<PrefixList> prefixLists,
        List<RouteMap> routeMaps,
        Bgp bgp,
        FailureDetection failureDetection) {

    /** @param hostsOf host routes inside of these; empty: nothing at all */
    record PrefixList(String name, AddressFamily family, List<Prefix> hostsOf) {}

    /** Denies what no entry matches; without an entry, everything. */
    record RouteMap(String name, List<ClassEntry> entries) {}

    /** Kernel routes of one class, in a prefix list, are announced with these attributes. */
    record ClassEntry(
            AddressFamily family, int metric, String prefixList, int localPreference, List<Community> communities) {}

    /**
     * @param clusterId of a reflector (RFC 4456, section 7)
     * @param observer who is told by BMP what came in, and by BGP what is there; absent: nobody
     */
    record Bgp(
            Asn asn,
            Address routerId,
            Optional<Address> clusterId,
            Timers timers,
            PeerGroup peers,
            List<FamilyPolicy> families,
            @Nullable ObserverAddress observer) {

        Bgp observedBy(@Nullable ObserverAddress address) {
            return new Bgp(asn, routerId, clusterId, timers, peers, families, address);
        }
    }

    record PeerGroup(String name, Peering peering) {}

    /** Who opens the session. */
    sealed interface Peering {}

    /** This router, from its own address, to each of these. */
    record Active(Address source, List<Address> neighbors) implements Peering {}

    /** Whoever calls from these ranges. */
    record Passive(List<Prefix> ranges) implements Peering {}

    /** @param acceptedPrefixes prefix list of what may be heard */
    record FamilyPolicy(AddressFamily family, Conduct conduct, String acceptedPrefixes) {}

    /** What this router does with routes of one family. */
    sealed interface Conduct {}

    /** Announces its kernel's routes with itself as the next hop, and gives its kernel what it hears. */
    record AnnouncesKernel(String routeMap) implements Conduct {}

    /** Gives its kernel what it hears, and says nothing, whatever an operator configures beside. */
    record OnlyHears(String nothingList) implements Conduct {}

    /** Passes on between its clients, and keeps what they sent for inspection; its own kernel gets none of it. */
    record Reflects(String nothingMap, String nothingList) implements Conduct {}
}
