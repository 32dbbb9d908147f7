package io.ipfabric.routing.domain;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.Endpoint.EndpointAddress;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.event.RouteEvent.RouteAnnounced;
import io.ipfabric.contracts.event.RouteEvent.RouteDrifted;
import io.ipfabric.contracts.event.RouteEvent.RouteWithdrawn;
import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.contracts.event.RouteIntent.EndpointIntent;
import io.ipfabric.contracts.event.RouteReport;
import io.ipfabric.contracts.event.RouteReport.AddressReport;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.routing.domain.EndpointState.Announcing;
import io.ipfabric.routing.domain.EndpointState.Withdrawing;
import io.ipfabric.routing.domain.EndpointState.Withdrawn;
import io.ipfabric.routing.domain.RoutingEffect.Erase;
import io.ipfabric.routing.domain.RoutingEffect.Instruct;
import io.ipfabric.routing.domain.RoutingEffect.Tell;
import io.ipfabric.routing.domain.RoutingInput.AddressesAllocated;
import io.ipfabric.routing.domain.RoutingInput.AddressesReleased;
import io.ipfabric.routing.domain.RoutingInput.EndpointReported;
import io.ipfabric.routing.domain.RoutingInput.FabricChanged;
import io.ipfabric.routing.domain.RoutingInput.VmDeleted;
import io.ipfabric.routing.domain.RoutingInput.VmPlaced;
import io.ipfabric.routing.domain.RoutingInput.VmStarted;
import io.ipfabric.routing.domain.RoutingInput.VmStopped;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Decides in two steps, both pure. 1. <b>Learn</b>: the input changes what is known; what a report proves or disproves becomes a fact for
 * everyone. 2. <b>Converge</b>: each node is compared with what it should carry, and told where it differs. Nothing depends on how the
 * knowledge was reached, so inputs of different topics may come in any order, and a repeated one changes nothing.
 */
public final class RoutingDecider {

    private final RoutingContext context;
    private final List<RoutingEffect> effects = new ArrayList<>();
    private long epochsUsed;

    private RoutingDecider(RoutingContext context) {
        this.context = context;
    }

    public static RoutingTransition decide(VmRouting state, RoutingInput input, RoutingContext context) {
        var decider = new RoutingDecider(context);
        var known = decider.learn(state, input);
        var converged = decider.converge(known);
        return new RoutingTransition(converged.remainder(), decider.effects);
    }

    private VmRouting learn(VmRouting state, RoutingInput input) {
        return switch (input) {
            case VmPlaced(var placement) -> state.isNews(placement.generation()) ? state.created(placement) : state;
            case VmStarted(var node, var generation) -> {
                var placement = current(state, generation);
                yield placement == null ? state : state.placed(placement.startedOn(node, generation));
            }
            case VmStopped(var generation) -> {
                var placement = current(state, generation);
                yield placement == null ? state : state.placed(placement.stopped());
            }
            case VmDeleted(var generation) -> deleted(state, generation);
            case AddressesAllocated(var life, var addresses) ->
                state.isOver(life) ? state : state.with(new Allotment(life, addresses));
            case AddressesReleased(var life) ->
                state.isOver(life)
                        ? state
                        : state.with(new Allotment(life, List.of())).settled();
            case EndpointReported(var report) -> reported(state, report);
            case FabricChanged() -> state;
        };
    }

    /** The placement that a fact of this generation may change; null if the fact is of the past. */
    private static @Nullable Placement current(VmRouting state, Generation generation) {
        var placement = state.placement();
        return placement == null || state.deleted() || placement.generation().isAfter(generation) ? null : placement;
    }

    private static VmRouting deleted(VmRouting state, Generation generation) {
        boolean told = state.placement() == null ? state.isNews(generation) : current(state, generation) != null;
        return told ? state.asDeleted().settled() : state;
    }

    private VmRouting reported(VmRouting state, RouteReport report) {
        var endpoint = state.endpoints().get(report.node());
        if (endpoint == null || !endpoint.epoch().equals(report.epoch())) {
            return state;
        }
        var endpoints = new TreeMap<>(state.endpoints());
        switch (endpoint) {
            case Announcing announcing -> endpoints.put(report.node(), proved(state, announcing, report));
            case Withdrawing(var epoch, var removing) -> {
                if (report.isGone()) {
                    withdrawn(state, report.node(), epoch);
                    if (removing) {
                        endpoints.remove(report.node());
                    } else {
                        endpoints.put(report.node(), new Withdrawn(epoch));
                    }
                }
            }
            case Withdrawn _ -> {}
        }
        return state.withEndpoints(endpoints);
    }

    private EndpointState proved(VmRouting state, Announcing announcing, RouteReport report) {
        var seen = new HashSet<Address>();
        for (var address : announcing.addresses()) {
            boolean before = announcing.proved().contains(address.address());
            var now = report.addresses().stream()
                    .filter(a -> a.address().equals(address.address()))
                    .findFirst()
                    .orElse(new AddressReport(address.address(), false, false, false));
            if (now.kernel() && now.fib() && now.advertised()) {
                seen.add(address.address());
                if (!before) {
                    effects.add(new Tell(new RouteAnnounced(
                            state.vm(),
                            address.address(),
                            address.sequence(),
                            report.node(),
                            report.epoch(),
                            context.now())));
                }
            } else if (before) {
                effects.add(new Tell(new RouteDrifted(
                        state.vm(),
                        address.address(),
                        address.sequence(),
                        report.node(),
                        report.epoch(),
                        missing(now),
                        context.now())));
            }
        }
        return announcing.withProved(seen);
    }

    private static String missing(AddressReport report) {
        if (!report.kernel()) {
            return "the kernel has no route";
        }
        return report.fib() ? "bgpd advertises it to no peer" : "zebra did not select it";
    }

    /** A stop's withdrawal; that of a deletion is told once all nodes have proved it, see {@link #ended}. */
    private void withdrawn(VmRouting state, NodeName node, Epoch epoch) {
        var placement = state.placement();
        if (state.deleted()
                || (placement != null
                        && (placement.running() || !placement.node().equals(node)))) {
            return;
        }
        for (var address : state.addresses()) {
            effects.add(new Tell(new RouteWithdrawn(
                    state.vm(), address.address(), address.sequence(), node, epoch, false, false, context.now())));
        }
    }

    private VmRouting converge(VmRouting state) {
        var nodes = new TreeSet<>(state.endpoints().keySet());
        if (state.placement() != null && !state.deleted()) {
            nodes.add(state.placement().node());
        }
        var endpoints = new TreeMap<>(state.endpoints());
        for (var node : nodes) {
            var gateways = context.nodes().get(node);
            if (gateways == null) {
                // The fabric has no such node: not yet, then it is told when it has; or not any more, then nobody is
                // left to be told.
                if (endpoints.remove(node) != null) {
                    effects.add(new Erase(node));
                }
                continue;
            }
            var told = told(state, node, gateways, endpoints);
            if (told != null) {
                endpoints.put(node, told);
            }
        }
        return ended(state.withEndpoints(endpoints));
    }

    /** @return the node's new state; null if it stays as it is */
    private @Nullable EndpointState told(
            VmRouting state, NodeName node, Gateways gateways, SortedMap<NodeName, EndpointState> endpoints) {
        var endpoint = endpoints.get(node);
        var here = placementAt(state, node);
        if (here != null && here.running() && !state.addresses().isEmpty()) {
            var announcement = announcement(node, endpoints);
            if (endpoint instanceof Announcing announcing && announcing.tells(announcement, state.addresses())) {
                return null;
            }
            var epoch = nextEpoch();
            var local = endpoint(state, node, gateways, epoch, new Forwarding.Local(), announcement);
            instruct(new RouteIntent.Announce(local), endpoint);
            return new Announcing(epoch, announcement, state.addresses(), new HashSet<>());
        }
        if (here != null) {
            return endpoint instanceof Announcing ? withdraw(state, node, gateways, endpoint, false) : null;
        }
        return endpoint == null || (endpoint instanceof Withdrawing withdrawing && withdrawing.removing())
                ? null
                : withdraw(state, node, gateways, endpoint, true);
    }

    private EndpointState withdraw(
            VmRouting state, NodeName node, Gateways gateways, EndpointState endpoint, boolean removing) {
        var epoch = nextEpoch();
        var silent = endpoint(state, node, gateways, epoch, new Forwarding.None(), new Announcement.Silent());
        instruct(removing ? new RouteIntent.Remove(silent) : new RouteIntent.Withdraw(silent), endpoint);
        return new Withdrawing(epoch, removing);
    }

    /** Before every older announcer that is not proved gone; a node that is cut off from us, but not from BGP, is one. */
    private static Announcement announcement(NodeName node, SortedMap<NodeName, EndpointState> endpoints) {
        long others = endpoints.entrySet().stream()
                .filter(other -> !other.getKey().equals(node) && !(other.getValue() instanceof Withdrawn))
                .count();
        return others == 0
                ? new Announcement.Normal()
                : new Announcement.Preferred((int) Math.min(others, Announcement.Preferred.RANK_MAX));
    }

    /** The end of a deleted VM's routes: told once, when no node is left that might announce. */
    private VmRouting ended(VmRouting state) {
        if (!state.deleted()
                || state.ended()
                || !state.endpoints().isEmpty()
                || state.addresses().isEmpty()) {
            return state;
        }
        for (var address : state.addresses()) {
            effects.add(new Tell(new RouteWithdrawn(
                    state.vm(),
                    address.address(),
                    address.sequence(),
                    null,
                    null,
                    !state.told(),
                    true,
                    context.now())));
        }
        return state.asEnded();
    }

    private void instruct(EndpointIntent intent, @Nullable EndpointState superseded) {
        effects.add(new Instruct(intent, countedEpoch(superseded)));
    }

    /** Removals are not counted in a manifest. */
    private static @Nullable Epoch countedEpoch(@Nullable EndpointState superseded) {
        return superseded == null || (superseded instanceof Withdrawing withdrawing && withdrawing.removing())
                ? null
                : superseded.epoch();
    }

    private static @Nullable Placement placementAt(VmRouting state, NodeName node) {
        var placement = state.placement();
        return placement == null || state.deleted() || !placement.node().equals(node) ? null : placement;
    }

    private Epoch nextEpoch() {
        return Epoch.of(context.firstEpoch().value() + epochsUsed++);
    }

    private static Endpoint endpoint(
            VmRouting state,
            NodeName node,
            Gateways gateways,
            Epoch epoch,
            Forwarding forwarding,
            Announcement announcement) {
        var placement = state.placement();
        if (placement == null) {
            throw new IllegalStateException("a VM without placement has no endpoint: " + state.vm());
        }
        var addresses = state.addresses().stream()
                .map(address -> new EndpointAddress(address.address(), address.sequence()))
                .toList();
        return new Endpoint(
                node,
                state.vm(),
                placement.name(),
                placement.generation(),
                epoch,
                placement.iface(),
                gateways,
                addresses,
                forwarding,
                announcement,
                null);
    }
}
