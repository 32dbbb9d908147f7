package io.ipfabric.routing.domain;

import io.ipfabric.contracts.event.RouteClass;
import io.ipfabric.contracts.event.RouteEvent.RouteAnnounced;
import io.ipfabric.contracts.event.RouteEvent.RouteConfirmed;
import io.ipfabric.contracts.event.RouteEvent.RouteDrifted;
import io.ipfabric.contracts.event.RouteEvent.RouteStray;
import io.ipfabric.contracts.event.RouteEvent.RouteWithdrawn;
import io.ipfabric.contracts.event.RouteObservation.Path;
import io.ipfabric.contracts.event.RouteReport;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.routing.domain.ReflectorSights.HeldPath;
import io.ipfabric.routing.domain.RoutingContext.FabricNode;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What reports and reflectors prove of what nodes were told, and the facts that follow. Of announcements only those of the node where the VM is
 * placed are told: a target attracts traffic before the VM is there, and that concerns nobody.
 */
final class Proofs {

    private final RoutingContext context;
    private final Decisions decisions;

    Proofs(RoutingContext context, Decisions decisions) {
        this.context = context;
        this.decisions = decisions;
    }

    /** What the report changes of what the node was told; what it had announced before and does not now is told. */
    Told reported(VmRouting state, Told told, RouteReport report) {
        var seen = told.seeing(seen(told, report));
        if (told.isSwitchedBy(report.forwarding())) {
            // It does as it was allowed to; what FRR says while it follows is no drift.
            return seen;
        }
        for (var address : told.addresses()) {
            if (told.facts().announced().contains(address.address())
                    && !seen.seen().announced().contains(address.address())) {
                drifted(state, address, report.node(), told, missing(report, address.address()), null);
            }
        }
        return seen.with(new Told.Facts(
                both(told.facts().announced(), seen.seen().announced()),
                both(told.facts().confirmed(), seen.seen().announced())));
    }

    private static Told.Seen seen(Told told, RouteReport report) {
        var wanted = told.addresses().stream().map(RoutedAddress::address).collect(Collectors.toSet());
        var announced = report.announced().stream().filter(wanted::contains).collect(Collectors.toSet());
        return new Told.Seen(report.forwarding(), announced, report.isSilent(), report.isGone());
    }

    private static String missing(RouteReport report, Address address) {
        var found = report.addresses().stream()
                .filter(a -> a.address().equals(address))
                .findFirst();
        if (found.isEmpty() || !found.get().kernel()) {
            return "the kernel has no route";
        }
        return found.get().fib() ? "bgpd advertises it to no peer" : "zebra did not select it";
    }

    VmRouting of(VmRouting state) {
        var endpoints = new TreeMap<>(state.endpoints());
        state.endpoints().forEach((name, told) -> {
            var node = context.nodes().get(name);
            if (node == null) {
                return;
            }
            var proved = told.with(told.proof().of(heldSince(told, node), silentSince(told, node)));
            endpoints.put(name, isPlaced(state, name) ? ofPlaced(state, name, node, told, proved) : proved);
        });
        return strays(state.withEndpoints(remaining(state, endpoints)));
    }

    /**
     * Those of a deleted VM go together: what was proved of one may be disproved while another one is waited for, by a reflector that comes in
     * sync again.
     */
    private static Map<NodeName, Told> remaining(VmRouting state, Map<NodeName, Told> endpoints) {
        if (state.deleted() && !endpoints.values().stream().allMatch(told -> told.isGone() || told.isOver())) {
            return endpoints;
        }
        var left = new TreeMap<>(endpoints);
        left.values().removeIf(Told::isGone);
        return left;
    }

    private static boolean isPlaced(VmRouting state, NodeName node) {
        var placement = state.placement();
        return placement != null && !state.deleted() && placement.node().equals(node);
    }

    private Told ofPlaced(VmRouting state, NodeName name, FabricNode node, Told before, Told proved) {
        if (proved.order() instanceof Order.Rest) {
            if (before.silentSince() == null && proved.silentSince() != null) {
                stopped(state, name, proved);
            }
            return proved;
        }
        return facts(state, name, node, proved);
    }

    private @Nullable Instant heldSince(Told told, FabricNode node) {
        boolean held = !told.addresses().isEmpty()
                && told.addresses().stream().allMatch(address -> isHeld(told, node, address.address()));
        return held ? since(told.heldSince()) : null;
    }

    /** Where there is no reflector, the node's word is all that there is. */
    private boolean isHeld(Told told, FabricNode node, Address address) {
        return context.sight().hasReflectors(address.family())
                ? !context.sight().allHolding(address, asTold(told, node)).isEmpty()
                : told.seen().announced().contains(address);
    }

    private @Nullable Instant silentSince(Told told, FabricNode node) {
        boolean proved = told.order() instanceof Order.Quiet
                && told.seen().silent()
                && context.sight().provesAbsence(node.nextHops(), told.families());
        return proved || told.proof().forced() != null ? since(told.silentSince()) : null;
    }

    private Instant since(@Nullable Instant known) {
        return known == null ? context.now() : known;
    }

    /** A path as it comes of this order: of no other class, or an older announcement would pass for it. */
    private static Predicate<Path> asTold(Told told, FabricNode node) {
        var preference = RouteClass.of(told.order().forwarding(), told.order().announcement())
                .map(RouteClass::localPreference)
                .filter(java.util.OptionalInt::isPresent)
                .map(found -> (long) found.getAsInt());
        return path -> node.nextHops().contains(path.peer())
                && node.nextHops().contains(path.nextHop())
                && preference.isPresent()
                && preference.get().equals(path.localPreference());
    }

    private Told facts(VmRouting state, NodeName name, FabricNode node, Told told) {
        var announced = new HashSet<>(told.facts().announced());
        var confirmed = new HashSet<>(told.facts().confirmed());
        for (var address : told.addresses()) {
            if (told.seen().announced().contains(address.address())) {
                if (announced.add(address.address())) {
                    decisions.tell(new RouteAnnounced(
                            state.vm(), address.address(), address.sequence(), name, told.epoch(), context.now()));
                }
                held(state, name, node, told, address, confirmed);
            }
        }
        return told.with(new Told.Facts(announced, confirmed));
    }

    private void held(
            VmRouting state, NodeName name, FabricNode node, Told told, RoutedAddress address, Set<Address> confirmed) {
        var like = asTold(told, node);
        if (confirmed.contains(address.address())) {
            var missing = context.sight().notHolding(address.address(), like);
            if (!missing.isEmpty()) {
                confirmed.remove(address.address());
                missing.forEach(reflector -> drifted(
                        state, address, name, told, reflector + " does not hold it as it is announced", reflector));
            }
            return;
        }
        var holding = context.sight().allHolding(address.address(), like);
        if (!holding.isEmpty()) {
            confirmed.add(address.address());
            decisions.tell(new RouteConfirmed(
                    state.vm(), address.address(), address.sequence(), name, told.epoch(), holding, context.now()));
        }
    }

    private void drifted(
            VmRouting state,
            RoutedAddress address,
            NodeName node,
            Told told,
            String reason,
            @Nullable RouterName reflector) {
        decisions.tell(new RouteDrifted(
                state.vm(),
                address.address(),
                address.sequence(),
                node,
                told.epoch(),
                reason,
                reflector,
                context.now()));
    }

    /** A stop's withdrawal; that of a deletion is told once all nodes have proved it. */
    private void stopped(VmRouting state, NodeName node, Told told) {
        for (var address : state.addresses()) {
            decisions.tell(new RouteWithdrawn(
                    state.vm(),
                    address.address(),
                    address.sequence(),
                    node,
                    told.epoch(),
                    false,
                    false,
                    context.now()));
        }
    }

    private VmRouting strays(VmRouting state) {
        var strays = new HashSet<HeldPath>();
        for (var held : context.sight().paths()) {
            var reason = objection(state, held.path());
            if (reason != null) {
                strays.add(held);
                if (!state.strays().contains(held)) {
                    decisions.tell(new RouteStray(
                            held.address(),
                            state.vm(),
                            held.reflector(),
                            held.path().peer(),
                            held.path().nextHop(),
                            reason,
                            context.now()));
                }
            }
        }
        return strays.equals(state.strays()) ? state : state.withStrays(strays);
    }

    /** @return null: the path comes of an order, perhaps of one that is being taken back */
    private @Nullable String objection(VmRouting state, Path path) {
        var told = state.endpoints().entrySet().stream()
                .filter(endpoint -> context.nodes().containsKey(endpoint.getKey()))
                .filter(endpoint -> known(endpoint.getKey()).nextHops().contains(path.peer()))
                .findFirst();
        if (told.isEmpty() || told.get().getValue().silentSince() != null) {
            return path.peer() + " is not to announce it";
        }
        var node = known(told.get().getKey());
        return node.nextHops().contains(path.nextHop())
                ? null
                : path.peer() + " announces it with the next hop " + path.nextHop() + ", which is not its own";
    }

    private FabricNode known(NodeName name) {
        var node = context.nodes().get(name);
        if (node == null) {
            throw new IllegalStateException("no such node in the context: " + name);
        }
        return node;
    }

    private static Set<Address> both(Set<Address> one, Set<Address> other) {
        var common = new HashSet<>(one);
        common.retainAll(other);
        return common;
    }
}
