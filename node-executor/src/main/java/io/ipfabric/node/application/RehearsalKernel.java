package io.ipfabric.node.application;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.node.domain.KernelAddress;
import io.ipfabric.node.domain.KernelLink;
import io.ipfabric.node.domain.KernelNeighbor;
import io.ipfabric.node.domain.KernelOperation;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.KernelRoute.Device;
import io.ipfabric.node.domain.KernelSetting;
import io.ipfabric.node.domain.KernelState;
import io.ipfabric.node.domain.OperationOutcome;
import io.ipfabric.node.domain.RehearsalScript;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The kernel of a rehearsal: asks and tells the real one all that a switch does, and shows nothing of the node but the one interface, so
 * that whatever is decided on it cannot reach anything else. Two things are said and not done. The gateway's addresses are not put on the
 * interface, because routers see addresses. And the carrier is lost by its word alone, because an interface that flaps is looked at by
 * everybody. What the kernel uses is answered from what it acknowledged: no lookup reaches the table that the routes are in.
 */
final class RehearsalKernel implements Kernel {

    private final Kernel real;
    private final int link;
    private final Set<KernelRoute> routes = ConcurrentHashMap.newKeySet();
    private final Set<KernelAddress> addresses = ConcurrentHashMap.newKeySet();
    private final Set<KernelNeighbor> neighbors = ConcurrentHashMap.newKeySet();
    private volatile boolean plugged = true;

    /** @param link the only one that may be touched */
    RehearsalKernel(Kernel real, int link) {
        this.real = real;
        this.link = link;
        addresses.add(new KernelAddress(
                RehearsalScript.OWN, RehearsalScript.OWN.family().bits(), link));
    }

    /** From now on the interface has carrier, or none. */
    void plug(boolean carrier) {
        plugged = carrier;
    }

    /** Whether all of the guest's addresses lead to its interface, in one class each. */
    boolean deliversIn(int metric) {
        return RehearsalScript.GUESTS.stream()
                .map(address -> KernelRoute.ours(address, metric, new Device(link)))
                .collect(Collectors.toSet())
                .equals(routes);
    }

    @Override
    public KernelState observe() {
        return new KernelState(
                link(link).stream().toList(), Set.copyOf(addresses), Set.copyOf(neighbors), Set.copyOf(routes));
    }

    @Override
    public Optional<KernelLink> link(String name) {
        return real.link(name).filter(found -> found.index() == link).map(this::asPlugged);
    }

    @Override
    public Optional<KernelLink> link(int index) {
        return index == link ? real.link(index).map(this::asPlugged) : Optional.empty();
    }

    private KernelLink asPlugged(KernelLink found) {
        return new KernelLink(
                found.index(),
                found.name(),
                found.alternativeNames(),
                found.mac(),
                found.up(),
                found.carrier() && plugged,
                found.kind(),
                false);
    }

    @Override
    public long receivedPackets(int linkIndex) {
        return real.receivedPackets(linkIndex);
    }

    @Override
    public Optional<MacAddress> neighborMac(Address address, int linkIndex) {
        return real.neighborMac(address, linkIndex);
    }

    @Override
    public Optional<KernelRoute> selectedRoute(Address destination) {
        // Asked as in earnest; what it answers is where the packet would really go, which is of no interest here.
        real.selectedRoute(destination);
        if (RehearsalScript.OTHER.contains(destination)) {
            return Optional.of(new KernelRoute(destination.hostPrefix(), 0, 0, new Device(link)));
        }
        return routes.stream()
                .filter(route -> route.destination().network().equals(destination))
                .min(Comparator.comparingLong(KernelRoute::metric));
    }

    @Override
    public List<OperationOutcome> apply(List<KernelOperation> operations) {
        var refused = operations.stream().filter(o -> !isAllowed(o)).collect(Collectors.toSet());
        var said = operations.stream().filter(RehearsalKernel::isSaidOnly).collect(Collectors.toSet());
        var answers = real.apply(operations.stream()
                        .filter(o -> !refused.contains(o) && !said.contains(o))
                        .toList())
                .iterator();
        var outcomes = new ArrayList<OperationOutcome>(operations.size());
        for (var operation : operations) {
            var outcome = refused.contains(operation)
                    ? new OperationOutcome.Failed(operation, "EPERM", "not in a rehearsal")
                    : said.contains(operation) ? new OperationOutcome.Done(operation) : answers.next();
            if (outcome instanceof OperationOutcome.Done) {
                note(operation);
            }
            outcomes.add(outcome);
        }
        return outcomes;
    }

    private boolean isAllowed(KernelOperation operation) {
        return switch (operation) {
            case KernelOperation.RouteOperation change -> change.route().linkIndex() == link;
            case KernelOperation.SetLink set -> set.index() == link;
            case KernelOperation.ConfigureGuestLink configure -> configure.index() == link;
            case KernelOperation.AddAddress(var address) -> address.linkIndex() == link;
            case KernelOperation.PutNeighbor(var neighbor) -> neighbor.linkIndex() == link;
            case KernelOperation.DeleteNeighbor neighbor -> neighbor.linkIndex() == link;
            case KernelOperation.ResolveNeighbor neighbor -> neighbor.linkIndex() == link;
            case KernelOperation.AddAlternativeName _,
                    KernelOperation.DeleteAddress _,
                    KernelOperation.CreateTap _,
                    KernelOperation.CreateVeth _,
                    KernelOperation.DeleteLink _ -> false;
        };
    }

    private static boolean isSaidOnly(KernelOperation operation) {
        return operation instanceof KernelOperation.AddAddress;
    }

    private void note(KernelOperation operation) {
        switch (operation) {
            case KernelOperation.AddRoute(var route) -> routes.add(route);
            case KernelOperation.ReplaceRoute(var route) -> {
                routes.removeIf(r -> r.destination().equals(route.destination()) && r.metric() == route.metric());
                routes.add(route);
            }
            case KernelOperation.DeleteRoute(var route) -> routes.remove(route);
            case KernelOperation.AddAddress(var address) -> addresses.add(address);
            case KernelOperation.PutNeighbor(var neighbor) -> neighbors.add(neighbor);
            case KernelOperation.DeleteNeighbor(var address, int _) ->
                neighbors.removeIf(neighbor -> neighbor.address().equals(address));
            case KernelOperation.SetLink _,
                    KernelOperation.AddAlternativeName _,
                    KernelOperation.ConfigureGuestLink _,
                    KernelOperation.ResolveNeighbor _,
                    KernelOperation.DeleteAddress _,
                    KernelOperation.CreateTap _,
                    KernelOperation.CreateVeth _,
                    KernelOperation.DeleteLink _ -> {}
        }
    }

    @Override
    public void subscribe(KernelListener listener) {
        throw new UnsupportedOperationException("a rehearsal is told nothing by the kernel");
    }

    @Override
    public List<KernelSetting> unsuitableSettings() {
        return List.of();
    }

    /** The stage closes the real one. */
    @Override
    public void close() {}
}
