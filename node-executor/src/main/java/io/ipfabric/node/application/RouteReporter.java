package io.ipfabric.node.application;

import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.Endpoint.EndpointAddress;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.RouteReport;
import io.ipfabric.contracts.event.RouteReport.AddressReport;
import io.ipfabric.contracts.event.RouteReport.ObservedInterface;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.node.domain.KernelLink;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.ManifestJudge.Identity;
import io.ipfabric.node.domain.RouterFacts;
import java.time.Clock;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Observed facts per address, and the reports that are made of them. A report is published when it differs from the last one
 * about the VM; never before the router was asked once about each address, because "not advertised" would then be a guess, and
 * after a restart a wrong one. Only what a guest's coming or going made of an armed endpoint is said at once: others act on it, and a
 * router that hangs must not hold it back. What nobody acts on waits for a moment: that a guest is gone whose addresses go on being announced
 * ({@link Absences}), what became of an interface otherwise, and steps on the way to or from an announcement. It is old by then where the guest has moved or is
 * back, or the announcement is made, and whoever reads it has more urgent things to read just now. Runs in the loop's thread alone.
 */
final class RouteReporter {

    private final Identity identity;
    private final Reports reports;
    private final Clock clock;
    private final Function<Address, Optional<NodeName>> nodeAt;
    private final Map<Address, KernelRoute> kernelFacts = new HashMap<>();
    private final Set<Address> unread = new HashSet<>();
    private final Map<Address, RouterFacts> routerFacts = new HashMap<>();
    private final Map<VmId, RouteReport> published = new HashMap<>();
    /** Their report waits. */
    private final Patience waiting = new Patience(Absences.PATIENCE);

    /** @param nodeAt the node that has an address in the underlay */
    RouteReporter(Identity identity, Reports reports, Clock clock, Function<Address, Optional<NodeName>> nodeAt) {
        this.identity = identity;
        this.reports = reports;
        this.clock = clock;
        this.nodeAt = nodeAt;
    }

    /**
     * @param route the one that the kernel uses for the address, or one of ours that is still there, read back; empty or not ours: the
     *     VM has none
     */
    void kernel(Address address, Optional<KernelRoute> route) {
        unread.remove(address);
        route.filter(KernelRoute::isOurs)
                .filter(r -> r.destination().isHost())
                .ifPresentOrElse(r -> kernelFacts.put(address, r), () -> kernelFacts.remove(address));
    }

    /** The kernel did not answer: that is no proof of anything, least of all that the route is gone. */
    void unreadable(Address address) {
        unread.add(address);
    }

    void router(Map<Address, RouterFacts> facts) {
        routerFacts.putAll(facts);
    }

    /** Nobody cares for the address any more. */
    void drop(Address address) {
        kernelFacts.remove(address);
        unread.remove(address);
        routerFacts.remove(address);
    }

    @Nullable
    KernelRoute kernelRoute(Address address) {
        return kernelFacts.get(address);
    }

    Optional<RouterFacts> routerFacts(Address address) {
        return Optional.ofNullable(routerFacts.get(address));
    }

    /** @param time of the monotonic clock, for what follows */
    void at(long time) {
        waiting.at(time);
    }

    /** VMs whose report has waited long enough: the next one is published, whatever it says. */
    Set<VmId> due() {
        var due = waiting.over();
        published.keySet().removeAll(due);
        return due;
    }

    /** Nanoseconds until the next is due; long if none waits. */
    long next() {
        return waiting.next();
    }

    /** Everything is said again, whether it changed or not. */
    void startOver() {
        published.clear();
        waiting.endAll();
    }

    void retract(VmId vm) {
        published.remove(vm);
        waiting.end(vm);
        reports.retract(vm);
    }

    /**
     * @param own addresses whose routes, if any, are the VM's: not those that another VM of the node has
     * @param problem what keeps the node from doing as it was told
     * @param switched whether it forwards otherwise than its intent says, by what was seen here
     */
    void report(
            Endpoint endpoint,
            Collection<Address> own,
            @Nullable KernelLink link,
            @Nullable String problem,
            boolean switched) {
        boolean asked = own.stream().allMatch(routerFacts::containsKey);
        if (!(asked || switched) || own.stream().anyMatch(unread::contains)) {
            return;
        }
        var addresses = endpoint.addresses().stream()
                .map(EndpointAddress::address)
                .map(a -> own.contains(a) ? fact(a) : new AddressReport(a, false, false, false))
                .toList();
        var observed = new ObservedInterface(link != null, link != null && link.up() && link.carrier());
        var report = new RouteReport(
                identity.node(),
                identity.instance(),
                endpoint.vm(),
                endpoint.epoch(),
                forwarding(endpoint, own, link),
                observed,
                addresses,
                problem,
                clock.instant());
        var last = published.get(endpoint.vm());
        if (last == null || !saysTheSame(last, report)) {
            waiting.end(endpoint.vm());
            published.put(endpoint.vm(), report);
            reports.publish(report);
        } else if (isAsPublished(last, report)) {
            waiting.end(endpoint.vm());
        } else {
            waiting.begin(endpoint.vm());
        }
    }

    /** To everybody who acts on reports. That what was delivered to a guest is dropped now concerns nobody. */
    private static boolean saysTheSame(RouteReport last, RouteReport report) {
        return last.epoch().equals(report.epoch())
                && (Objects.equals(last.forwarding(), report.forwarding())
                        || report.forwarding() instanceof Forwarding.None)
                && last.announced().equals(report.announced())
                && last.isSilent() == report.isSilent()
                && last.isGone() == report.isGone()
                && Objects.equals(last.problem(), report.problem());
    }

    private static boolean isAsPublished(RouteReport last, RouteReport report) {
        return Objects.equals(last.forwarding(), report.forwarding())
                && last.iface().equals(report.iface())
                && last.addresses().equals(report.addresses());
    }

    /** Whether it was reported that nothing is left of the endpoint. */
    boolean isSaidToBeGone(Endpoint endpoint) {
        var last = published.get(endpoint.vm());
        return last != null && last.epoch().equals(endpoint.epoch()) && last.isGone();
    }

    private AddressReport fact(Address address) {
        var route = kernelFacts.get(address);
        var facts = routerFacts.getOrDefault(address, RouterFacts.NONE);
        var selected = facts.selectedMetric();
        // Another metric is another class: what zebra still holds of the one before is not this route.
        boolean fib = selected != null && (route == null || selected == route.routeClass());
        return new AddressReport(address, route != null, fib, facts.advertised());
    }

    private static boolean leads(@Nullable KernelRoute route) {
        return route != null && !(route.nextHop() instanceof KernelRoute.Blackhole);
    }

    /** Null while the addresses differ, or where they lead to something that is neither the VM's nor a node. */
    @Nullable
    Forwarding forwarding(Endpoint endpoint, Collection<Address> own, @Nullable KernelLink link) {
        if (own.stream().map(kernelFacts::get).noneMatch(RouteReporter::leads)) {
            return new Forwarding.None();
        }
        var found = own.stream()
                .map(address -> forwarding(kernelFacts.get(address), link))
                .collect(Collectors.toSet());
        boolean alike = found.size() == 1 && own.size() == endpoint.addresses().size();
        return alike ? found.iterator().next().orElse(null) : null;
    }

    private Optional<Forwarding> forwarding(@Nullable KernelRoute route, @Nullable KernelLink link) {
        return switch (route == null ? null : route.nextHop()) {
            case KernelRoute.Device(int index)
            when link != null && link.index() == index -> Optional.of(new Forwarding.Local());
            case KernelRoute.Gateway(var via, int _) -> nodeAt.apply(via).map(Forwarding.Via::new);
            case null, default -> Optional.empty();
        };
    }
}
