package io.ipfabric.node.application;

import io.ipfabric.contracts.event.RouteClass;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.node.domain.DesiredEndpoint;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.Retirement;
import io.ipfabric.node.domain.RouterFacts;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Brings marked endpoints to what they should be, reads them back, reports them, and last looks whose guests are to be listened for.
 * What fails is tried again, later each time; the rest goes on. Runs in the loop's thread alone.
 */
final class EndpointPass {

    private static final Logger LOG = Logger.getLogger(EndpointPass.class);

    private final LoopParts parts;
    /** Endpoints that are sent to a node whose MAC address is not known yet: no problem, but to be looked at again. */
    private final Troubles unguarded;

    EndpointPass(LoopParts parts) {
        this.parts = parts;
        unguarded = new Troubles(parts.settings);
    }

    /** Marks what is due by time alone. */
    void markDue(long now) {
        parts.marks.dirty(parts.troubles.due(now));
        parts.marks.dirty(unguarded.due(now));
        parts.marks.urgent(parts.departures.left(now));
        parts.marks.dirty(parts.absences.over());
        parts.marks.dirty(parts.reporter.due());
        parts.retirements.due().forEach(address -> parts.marks.dirty(parts.index.using(address)));
    }

    /** Nanoseconds until something is due by time alone. */
    long nextDue(long now) {
        return LongStream.of(
                        parts.troubles.next(now),
                        unguarded.next(now),
                        parts.retirements.next(),
                        parts.absences.next(),
                        parts.reporter.next(),
                        parts.departures.next(now))
                .min()
                .orElseThrow();
    }

    void run(Collection<VmId> vms, long now) {
        long began = System.nanoTime();
        parts.underlay.newPass();
        resolveNeighbors(vms);
        var failures = parts.applier.apply(vms, parts.planner::plan);
        vms.forEach(vm -> parts.planner.obstacle(vm).ifPresent(obstacle -> failures.putIfAbsent(vm, obstacle)));
        vms.stream().filter(vm -> !parts.isOver(vm)).forEach(vm -> readBack(vm, failures));
        parts.meters.reconciled(Duration.ofNanos(System.nanoTime() - began));
        for (var vm : vms) {
            var failure = failures.get(vm);
            if (failure == null) {
                parts.troubles.over(vm);
            } else {
                LOG.logf(parts.settings.warnings(), "vm=%s not as it should be, will be tried again: %s", vm, failure);
                parts.troubles.failed(vm, failure, now);
            }
            parts.report(vm);
            listen(vm, now);
        }
    }

    private void resolveNeighbors(Collection<VmId> vms) {
        parts.applier.aside(vms.stream()
                .flatMap(vm -> parts.planner.otherNode(vm).stream())
                .distinct()
                .flatMap(node -> parts.underlay.resolution(node).stream())
                .toList());
    }

    /** After the report: what it costs must not delay a switch. */
    private void listen(VmId vm, long now) {
        var endpoint = parts.intents.desired(vm).map(DesiredEndpoint::endpoint);
        if (endpoint.isEmpty()) {
            parts.armed.stop(vm);
            parts.departures.stop(vm);
            unguarded.over(vm);
            return;
        }
        var link = parts.mirror.link(endpoint.get().iface()).orElse(null);
        parts.departures.follow(endpoint.get(), link);
        try {
            if (parts.armed.follow(endpoint.get(), link)) {
                parts.marks.urgent(vm);
            }
        } catch (KernelException e) {
            LOG.logf(
                    parts.settings.warnings(),
                    "vm=%s cannot be listened for, will be tried again: %s",
                    vm,
                    e.getMessage());
            parts.troubles.failed(vm, "its guest cannot be listened for: " + e.getMessage(), now);
        }
        if (parts.planner.isUnguarded(vm)) {
            unguarded.failed(vm, "", now);
        } else {
            unguarded.over(vm);
        }
    }

    /** Routes to addresses that nobody has any more. */
    void withdrawAbandoned() {
        var abandoned = parts.marks.abandoned();
        for (var address : List.copyOf(abandoned)) {
            if (parts.index.using(address).isEmpty() && !isWithdrawn(address)) {
                continue;
            }
            abandoned.remove(address);
        }
    }

    private boolean isWithdrawn(Address address) {
        var routes = parts.mirror.routesTo(address);
        boolean superseded = parts.mirror.isYielding(address) && parts.retirements.isSuperseded(address);
        parts.applier.aside(Retirement.of(routes, superseded));
        if (parts.mirror.routesTo(address).stream().anyMatch(KernelRoute::isYielding)) {
            return false;
        }
        parts.reporter.drop(address);
        parts.ports.routerWatch().forget(address);
        return true;
    }

    private void readBack(VmId vm, Map<VmId, String> failures) {
        parts.planner.endpoint(vm).ifPresent(endpoint -> parts.planner
                .ownAddresses(endpoint)
                .forEach(address -> readBack(address).ifPresent(failure -> failures.putIfAbsent(vm, failure))));
    }

    /** @return why it could not be read */
    private Optional<String> readBack(Address address) {
        try {
            parts.reporter.kernel(address, inUse(address));
        } catch (KernelException e) {
            parts.reporter.unreadable(address);
            return Optional.of("cannot read back the route of " + address + ": " + e.getMessage());
        }
        parts.ports.routerWatch().expect(address, expected(parts.reporter.kernelRoute(address)));
        return Optional.empty();
    }

    /** Of one that leads nowhere the kernel is not asked: where IPv4 has it, the question is refused (EINVAL). */
    private Optional<KernelRoute> inUse(Address address) {
        var nowhere = parts.mirror.routesTo(address).stream()
                .filter(route -> route.nextHop() instanceof KernelRoute.Blackhole)
                .findFirst();
        return nowhere.isPresent()
                ? nowhere
                : parts.ports
                        .kernel()
                        .selectedRoute(address)
                        .filter(KernelRoute::isOurs)
                        .or(() -> parts.retirements.remainder(address));
    }

    private static RouterFacts expected(@Nullable KernelRoute route) {
        return Arrays.stream(RouteClass.values())
                .filter(c -> route != null && c.metric() == route.routeClass())
                .map(RouterFacts::expectedOf)
                .findFirst()
                .orElse(RouterFacts.NONE);
    }
}
