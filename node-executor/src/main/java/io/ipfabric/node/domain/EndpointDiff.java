package io.ipfabric.node.domain;

import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.Endpoint.Evidence;
import io.ipfabric.contracts.event.InterfaceKind;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.node.domain.KernelRoute.Blackhole;
import io.ipfabric.node.domain.KernelRoute.Device;
import io.ipfabric.node.domain.KernelRoute.Gateway;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What leads from the observed to the desired endpoint, in this order:
 *
 * <ol>
 *   <li>Routes that must go go first: nothing may be attracted that cannot be delivered. (NONE, no link, no carrier: the kernel
 *       withdraws none of them by itself.) How a redirect goes is {@link Retirement}'s.
 *   <li>Routes to another node, or to nowhere: they need nothing of what follows, and a guest that left should not wait for it.
 *   <li>The link is made, if nobody made it and the intent says what to make. Everything below names it by its index, so the
 *       plan ends here and the next one goes on. The hypervisor may make or replace it at any time: then it is adopted by name.
 *   <li>The link is made fit for a guest, before it can be up: a frame must never meet a kernel that answers or redirects.
 *   <li>MAC address and alternative name: guests keep the gateway's MAC in their caches while they move between nodes.
 *   <li>Gateway addresses: ARP and neighbor solicitations for the gateway are answered from now on.
 *   <li>Permanent neighbors to the guest's MAC: a route without would ask the wire, and anybody there could answer.
 *   <li>Source filter: before the link is up, so that no frame passes unfiltered. The guard against what another node sends back
 *       goes here too: after a redirect, which must not wait for it, and just before the guest is delivered to: a packet between the two goes round once more and then arrives, where the other order
 *       would drop it.
 *   <li>The link is set up.
 *   <li>Routes to the guest, if there is carrier.
 * </ol>
 *
 * Where no guest is delivered to, the work on the link comes after the filter: the guard of a redirect must not wait for it, nor for its success. Setting the link up is then
 * left to the next plan.
 *
 * Of each address the new route is added, then the old one deleted, so that no instant is without a route and no withdrawal
 * is seen: a class is a metric, and another metric is another route. The same class to another place is one replacement.
 *
 * Removal is the reverse: routes, then the filter (a guard stays as long as a route leads to the other node), then the link if the agent made it. What is not recognisably ours (another
 * route protocol, a link without our mark) is never deleted.
 */
public final class EndpointDiff {

    private static final String LINK_SUFFIX = "_net0";
    private static final String PEER_SUFFIX = "_peer";
    private static final int GATEWAY6_PREFIX_LENGTH = 64;

    private EndpointDiff() {}

    /** @param delivery what the endpoint's routes should do now */
    public static EndpointPlan of(DesiredEndpoint desired, ObservedEndpoint observed, Delivery delivery) {
        var before = new ArrayList<KernelOperation>();
        var after = new ArrayList<KernelOperation>();
        var link = observed.link();
        var target = routes(desired, observed, delivery);
        before.addAll(withdrawals(observed, target));
        var work = linkWork(desired, observed);
        if (delivery instanceof Delivery.ToGuest) {
            before.addAll(work);
            after.addAll(settingUp(link));
            if (link != null) {
                after.addAll(routeChanges(observed.routes(), target));
            }
        } else {
            before.addAll(routeChanges(observed.routes(), target));
            after.addAll(work.isEmpty() ? settingUp(link) : work);
        }
        return new EndpointPlan(before, filterChange(desired, observed, delivery, target), after);
    }

    /**
     * The plan for an endpoint that goes.
     *
     * @param observed with only those routes that no other endpoint claims
     * @param linkWanted whether another endpoint uses the link now
     */
    public static EndpointPlan removal(ObservedEndpoint observed, boolean linkWanted) {
        var before = withdrawals(observed, Set.of());
        var guards = new SourceFilterState(Set.of(), Set.of(), guardsOfRetiring(observed));
        if (linkWanted) {
            var observedGuards = new SourceFilterState(Set.of(), Set.of(), observed.guards());
            return new EndpointPlan(before, FilterChange.between(observedGuards, guards), List.of());
        }
        var filter = FilterChange.between(observed.filterState(), guards);
        var link = observed.link();
        var after = link != null && link.owned()
                ? List.<KernelOperation>of(new KernelOperation.DeleteLink(link.index(), link.name()))
                : List.<KernelOperation>of();
        return new EndpointPlan(before, filter, after);
    }

    private static Set<KernelRoute> routes(DesiredEndpoint desired, ObservedEndpoint observed, Delivery delivery) {
        var link = observed.link();
        return switch (delivery) {
            case Delivery.Nowhere _ -> Set.of();
            case Delivery.ToGuest(var routeClass) ->
                link != null && observed.hasCarrier()
                        ? desired.addresses().stream()
                                .map(a -> KernelRoute.ours(a, routeClass.metric(), new Device(link.index())))
                                .collect(Collectors.toSet())
                        : Set.of();
            case Delivery.Held(var routeClass, var addresses) ->
                desired.addresses().stream()
                        .filter(addresses::contains)
                        .map(a -> KernelRoute.ours(a, routeClass.metric(), new Blackhole()))
                        .collect(Collectors.toSet());
            case Delivery.ToNode node ->
                desired.addresses().stream()
                        .flatMap(a -> redirect(a, node, observed).stream())
                        .collect(Collectors.toSet());
        };
    }

    /** An address whose next hop is not known keeps a route that leads somewhere: better to the place before than nowhere. */
    private static Optional<KernelRoute> redirect(Address address, Delivery.ToNode node, ObservedEndpoint observed) {
        var gateway = node.gateways().get(address.family());
        if (gateway != null) {
            return Optional.of(KernelRoute.ours(address, node.routeClass().metric(), gateway));
        }
        return observed.routes().stream()
                .filter(route -> route.destination().equals(address.hostPrefix()))
                .filter(route -> route.nextHop() instanceof Gateway || observed.leadsToGuest(route))
                .min(Comparator.comparingLong(KernelRoute::metric));
    }

    /** Routes whose destination has no other to take their place. */
    private static List<KernelOperation> withdrawals(ObservedEndpoint observed, Set<KernelRoute> target) {
        var kept = target.stream().map(KernelRoute::destination).collect(Collectors.toSet());
        return observed.routes().stream()
                .filter(route -> !kept.contains(route.destination()))
                .collect(Collectors.groupingBy(KernelRoute::destination, Collectors.toSet()))
                .entrySet()
                .stream()
                .flatMap(entry ->
                        Retirement.of(
                                entry.getValue(),
                                observed.superseded().contains(entry.getKey().network()))
                                .stream())
                .toList();
    }

    private static List<KernelOperation> routeChanges(Set<KernelRoute> observed, Set<KernelRoute> target) {
        var changes = new ArrayList<KernelOperation>();
        for (var route : target) {
            var same = observed.stream()
                    .filter(o -> o.destination().equals(route.destination()))
                    .toList();
            boolean placeTaken = same.stream().anyMatch(o -> o.metric() == route.metric());
            if (!same.contains(route)) {
                changes.add(placeTaken ? new KernelOperation.ReplaceRoute(route) : new KernelOperation.AddRoute(route));
            }
            same.stream()
                    .filter(o -> o.metric() != route.metric())
                    .map(KernelOperation.DeleteRoute::new)
                    .forEach(changes::add);
        }
        return changes;
    }

    /** What has to be done before the link may be up. */
    private static List<KernelOperation> linkWork(DesiredEndpoint desired, ObservedEndpoint observed) {
        var link = observed.link();
        if (link == null) {
            return creation(desired.endpoint());
        }
        var operations = new ArrayList<>(shape(desired.endpoint(), link, observed));
        operations.addAll(neighbors(desired, link, observed.neighbors()));
        return operations;
    }

    private static List<KernelOperation> settingUp(@Nullable KernelLink link) {
        return link == null || link.up() ? List.of() : List.of(new KernelOperation.SetLink(link.index(), null, true));
    }

    private static List<KernelOperation> creation(Endpoint endpoint) {
        var wanted = endpoint.iface();
        var kind = wanted.kind();
        if (kind == null || mayLeave(endpoint)) {
            return List.of();
        }
        var mac = endpoint.gateways().mac();
        return List.of(
                switch (kind) {
                    case InterfaceKind.TAP ->
                        new KernelOperation.CreateTap(wanted.name(), wanted.alternativeName(), mac);
                    case InterfaceKind.VETH ->
                        new KernelOperation.CreateVeth(
                                wanted.name(), wanted.alternativeName(), mac, peerOf(wanted.name()));
                });
    }

    /** An interface that goes with its guest is not made again behind it. */
    private static boolean mayLeave(Endpoint endpoint) {
        return endpoint.armed() != null && endpoint.armed().on() == Evidence.GUEST_LEFT;
    }

    /** The guest's end of a veth pair, for whoever starts the guest to take: {@code <vmname>_peer} for {@code <vmname>_net0}. */
    public static InterfaceName peerOf(InterfaceName name) {
        var text = name.value();
        var stem = text.endsWith(LINK_SUFFIX)
                ? text.substring(0, text.length() - LINK_SUFFIX.length())
                : text.substring(0, Math.min(text.length(), InterfaceName.LENGTH_MAX - PEER_SUFFIX.length()));
        return new InterfaceName(stem + PEER_SUFFIX);
    }

    private static List<KernelOperation> shape(Endpoint endpoint, KernelLink link, ObservedEndpoint observed) {
        var operations = new ArrayList<KernelOperation>();
        if (!observed.configured()) {
            operations.add(new KernelOperation.ConfigureGuestLink(link.index()));
        }
        var gateways = endpoint.gateways();
        if (!Objects.equals(link.mac(), gateways.mac())) {
            operations.add(new KernelOperation.SetLink(link.index(), gateways.mac(), link.up()));
        }
        var alternativeName = endpoint.iface().alternativeName();
        if (alternativeName != null && !link.isNamed(alternativeName)) {
            operations.add(new KernelOperation.AddAlternativeName(link.index(), alternativeName));
        }
        var ipv4 = gateways.ipv4();
        var wanted = List.of(
                new KernelAddress(ipv4, ipv4.family().bits(), link.index()),
                new KernelAddress(gateways.ipv6(), GATEWAY6_PREFIX_LENGTH, link.index()));
        wanted.stream()
                .filter(address -> !observed.addresses().contains(address))
                .map(KernelOperation.AddAddress::new)
                .forEach(operations::add);
        return operations;
    }

    private static List<KernelOperation> neighbors(
            DesiredEndpoint desired, KernelLink link, Set<KernelNeighbor> observed) {
        var operations = new ArrayList<KernelOperation>();
        var mac = desired.endpoint().iface().guestMac();
        for (var address : desired.addresses()) {
            var neighbor = new KernelNeighbor(address, link.index(), mac);
            if (!observed.contains(neighbor)) {
                operations.add(new KernelOperation.PutNeighbor(neighbor));
            }
        }
        // A permanent entry for the guest's MAC on the guest's link can be nobody's but ours.
        observed.stream()
                .filter(n -> n.mac().equals(mac) && !desired.addresses().contains(n.address()))
                .map(n -> new KernelOperation.DeleteNeighbor(n.address(), n.linkIndex()))
                .forEach(operations::add);
        return operations;
    }

    private static FilterChange filterChange(
            DesiredEndpoint desired, ObservedEndpoint observed, Delivery delivery, Set<KernelRoute> target) {
        var link = observed.link();
        // A link that is not there yet is filtered by the name that it will have: it may come up before the agent hears
        // of it.
        var name = link == null ? desired.endpoint().iface().name() : new InterfaceName(link.name());
        var bindings = new HashSet<GuestBinding>();
        for (Address address : desired.addresses()) {
            bindings.add(new GuestBinding(name, address));
        }
        return FilterChange.between(
                observed.filterState(),
                new SourceFilterState(Set.of(name), bindings, guards(desired, observed, delivery, target)));
    }

    private static Set<HairpinGuard> guards(
            DesiredEndpoint desired, ObservedEndpoint observed, Delivery delivery, Set<KernelRoute> target) {
        if (!(delivery instanceof Delivery.ToNode node)) {
            return target.isEmpty() ? guardsOfRetiring(observed) : Set.of();
        }
        var guards = new HashSet<HairpinGuard>();
        for (var address : desired.addresses()) {
            var source = node.macs().get(address.family());
            if (source == null) {
                // It was known before, and the route is still there: the kernel may be silent, or the other node.
                observed.guards().stream()
                        .filter(guard -> guard.destination().equals(address))
                        .forEach(guards::add);
            } else {
                guards.add(new HairpinGuard(source, address));
            }
        }
        return guards;
    }

    /** A redirect that is being retired leads to another node until the learned route takes its place. */
    private static Set<HairpinGuard> guardsOfRetiring(ObservedEndpoint observed) {
        return observed.guards().stream()
                .filter(guard -> observed.routes().stream()
                        .filter(route -> route.destination().network().equals(guard.destination()))
                        .filter(route -> route.nextHop() instanceof Gateway)
                        .anyMatch(route ->
                                !route.isYielding() || !observed.superseded().contains(guard.destination())))
                .collect(Collectors.toSet());
    }
}
