package io.ipfabric.node.application;

import io.ipfabric.contracts.event.TopologyEvent.NodeTopology;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.node.domain.KernelOperation;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.KernelRoute.Device;
import io.ipfabric.node.domain.KernelRoute.Gateway;
import io.ipfabric.node.domain.Topology;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The way to other nodes: their addresses by the topology, the interface by the kernel. The kernel is asked once a pass about each
 * address: a route of the underlay may change without a word to us. Runs in the loop's thread alone.
 */
final class Underlay {

    private static final Logger LOG = Logger.getLogger(Underlay.class);

    private final Kernel kernel;
    private final Map<Address, Hop> hops = new HashMap<>();
    /** Those that are known: one that is asked for may come at any time. */
    private final Map<Gateway, MacAddress> macs = new HashMap<>();

    private Topology topology = Topology.EMPTY;

    Underlay(Kernel kernel) {
        this.kernel = kernel;
    }

    /** One of both. */
    private record Hop(@Nullable Gateway gateway, @Nullable String problem) {}

    /**
     * @param gateways of the families in which the node can be reached
     * @param problems of the others, for people
     */
    record Way(Map<AddressFamily, Gateway> gateways, Map<AddressFamily, String> problems) {}

    void topology(Topology latest) {
        topology = latest;
        newPass();
    }

    /** What the kernel said before may be true no more. */
    void newPass() {
        hops.clear();
        macs.clear();
    }

    Optional<NodeName> nodeAt(Address underlayAddress) {
        return topology.nodeAt(underlayAddress);
    }

    Way to(NodeName name) {
        var gateways = new EnumMap<AddressFamily, Gateway>(AddressFamily.class);
        var problems = new EnumMap<AddressFamily, String>(AddressFamily.class);
        var node = topology.node(name);
        for (var family : AddressFamily.values()) {
            var address = node.map(n -> addressOf(n, family)).orElse(null);
            if (address == null) {
                problems.put(
                        family,
                        node.isEmpty()
                                ? "the topology knows no node " + name
                                : "the topology gives node " + name + " no " + family + " address");
                continue;
            }
            var hop = hops.computeIfAbsent(address, this::lookUp);
            if (hop.gateway() != null) {
                gateways.put(family, hop.gateway());
            } else if (hop.problem() != null) {
                problems.put(family, "node " + name + " cannot be the next hop: " + hop.problem());
            }
        }
        return new Way(gateways, problems);
    }

    private static @Nullable Address addressOf(NodeTopology node, AddressFamily family) {
        return Topology.underlayAddresses(node).stream()
                .filter(address -> address.family() == family)
                .findFirst()
                .orElse(null);
    }

    private Hop lookUp(Address address) {
        try {
            var route = kernel.selectedRoute(address).filter(r -> !r.isOurs());
            return route.map(KernelRoute::nextHop).orElse(null) instanceof Device(int index)
                    ? new Hop(new Gateway(address, index), null)
                    : new Hop(null, address + " is on no link of this node");
        } catch (KernelException e) {
            return new Hop(null, "the route to " + address + " cannot be read: " + e.getMessage());
        }
    }

    /** What makes the kernel learn those of the node's MAC addresses that it does not know: entries that nothing uses are thrown away by it. */
    List<KernelOperation> resolution(NodeName node) {
        return to(node).gateways().values().stream()
                .filter(gateway -> !isKnown(gateway))
                .<KernelOperation>map(gateway -> new KernelOperation.ResolveNeighbor(gateway.via(), gateway.index()))
                .toList();
    }

    /** To ask for one that is known would make an administrator's permanent entry an ordinary one. */
    private boolean isKnown(Gateway gateway) {
        return mac(gateway).isPresent();
    }

    private Optional<MacAddress> mac(Gateway gateway) {
        return Optional.ofNullable(macs.computeIfAbsent(gateway, this::readMac));
    }

    private @Nullable MacAddress readMac(Gateway gateway) {
        try {
            return kernel.neighborMac(gateway.via(), gateway.index()).orElse(null);
        } catch (KernelException e) {
            LOG.warnf("the neighbor entry of %s cannot be read: %s", gateway.via(), e.getMessage());
            return null;
        }
    }

    /** Of the families in which the kernel knows it. */
    Map<AddressFamily, MacAddress> macs(NodeName node) {
        var macs = new EnumMap<AddressFamily, MacAddress>(AddressFamily.class);
        to(node).gateways().forEach((family, gateway) -> mac(gateway).ifPresent(mac -> macs.put(family, mac)));
        return macs;
    }
}
