package io.ipfabric.node.application;

import io.ipfabric.contracts.event.RouteClass;
import io.ipfabric.contracts.event.RouteIntent.EndpointIntent;
import io.ipfabric.contracts.event.RouteIntent.Manifest;
import io.ipfabric.contracts.event.RouterConfig;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.node.domain.DesiredEndpoint;
import io.ipfabric.node.domain.GuestEvidence;
import io.ipfabric.node.domain.KernelEvent;
import io.ipfabric.node.domain.KernelLink;
import io.ipfabric.node.domain.KernelMirror;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.ManifestJudge.Identity;
import io.ipfabric.node.domain.NodeIntents;
import io.ipfabric.node.domain.Retirement;
import io.ipfabric.node.domain.RouterFacts;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes the kernel carry what the intents say and reports what it observes. All of it in one thread ({@link ReconcilerLoop}):
 * inputs only mark what may differ ({@link #on}), {@link #work} does it. Nothing is changed before the topology, the whole
 * partition and the kernel were read. What fails stays dirty and is tried again, later each time; the rest goes on.
 */
public final class Reconciler {

    private static final Logger LOG = Logger.getLogger(Reconciler.class);
    /** While something keeps the node from obeying, it looks again this often. */
    private static final Duration OBSTACLE_RECHECK = Duration.ofSeconds(2);
    /** A guest that is found to be there already makes a second one. */
    private static final int PASSES_MAX = 2;

    private final AgentPorts ports;
    private final AgentSettings settings;
    private final AgentMeters meters;

    private final NodeIntents intents;
    private final KernelMirror mirror = new KernelMirror();
    private final EndpointIndex index = new EndpointIndex();
    private final Troubles troubles;
    /** Awaited guests whose source node's MAC address is not known yet: no problem, but to be looked at again. */
    private final Troubles unguarded;

    private final NodeGate gate;
    private final EndpointApplier applier;
    private final GuestEvidence evidence = new GuestEvidence();
    private final Underlay underlay;
    private final Retirements retirements;
    private final ArmedEndpoints armed;
    private final Departures departures;
    private final EndpointPlanner planner;
    private final StraySweeper sweeper;
    private final RouterRepair routerRepair;
    private final RouteReporter reporter;
    private final NodeReporter nodeReporter;
    private final Set<VmId> dirty = new LinkedHashSet<>();
    /** Addresses that an endpoint had and has no more. */
    private final Set<Address> abandoned = new HashSet<>();

    private Identity remembered;
    /** Waits for the gate: a clone's router must not become a second one of the node's name. */
    private @Nullable RouterConfig configuration;

    private boolean observed;
    private boolean resyncing;
    private boolean auditWanted;
    private boolean obeyed;
    private String told = "";
    private long auditDue;
    private long heartbeatDue;

    public Reconciler(AgentPorts ports, AgentSettings settings, AgentMeters meters, Clock clock) {
        this.ports = ports;
        this.settings = settings;
        this.meters = meters;
        remembered = ports.memory().recall();
        intents = new NodeIntents(remembered);
        troubles = new Troubles(settings);
        gate = new NodeGate(remembered.node(), ports.filter(), mirror);
        applier = new EndpointApplier(ports.kernel(), ports.filter(), mirror, meters);
        unguarded = new Troubles(settings);
        underlay = new Underlay(ports.kernel());
        retirements = new Retirements(ports.kernel(), mirror);
        armed = new ArmedEndpoints(evidence, ports.arrivals(), ports.kernel());
        departures = new Departures(applier, mirror);
        planner = new EndpointPlanner(intents, mirror, index, evidence, underlay, retirements);
        sweeper = new StraySweeper(intents, mirror, applier, index);
        reporter = new RouteReporter(remembered, ports.reports(), clock, underlay::nodeAt);
        routerRepair = new RouterRepair(applier, reporter);
        nodeReporter = new NodeReporter(remembered, intents, ports.reports(), clock);
        auditDue = System.nanoTime();
        heartbeatDue = auditDue;
        intents.obstruct(gate.obstacle().orElse(null));
    }

    void on(AgentInput input) {
        switch (input) {
            case AgentInput.TopologyRead(var topology) -> {
                gate.topology(topology);
                underlay.topology(topology);
                dirty.addAll(index.redirecting());
                if (observed) {
                    lookForObstacles();
                }
            }
            case AgentInput.PartitionBegun _ -> {
                resyncing = true;
                intents.begin();
            }
            case AgentInput.IntentRead(EndpointIntent intent) -> take(intents.accept(intent));
            case AgentInput.IntentRead(Manifest manifest) -> take(intents.accept(manifest));
            case AgentInput.IntentDropped(var vm) -> take(intents.drop(vm));
            case AgentInput.PartitionEnded _ -> {
                take(intents.complete());
                auditWanted = true;
            }
            case AgentInput.KernelTold(var event) -> kernelTold(event);
            case AgentInput.GuestHeard(int linkIndex) -> guestHeard(linkIndex);
            case AgentInput.RouterTold(var facts) -> routerTold(facts);
            case AgentInput.SessionsTold told -> nodeReporter.sessions(told);
            case AgentInput.ConfigurationRead(var config) -> {
                configuration = config;
                if (observed) {
                    lookForObstacles();
                }
            }
            case AgentInput.ConfigurationRuns(var revision) -> nodeReporter.configuration(revision);
            case AgentInput.Ask(var answer) -> answer.complete(view());
        }
    }

    private void lookForObstacles() {
        take(intents.obstruct(gate.obstacle().orElse(null)));
        if (configuration != null && gate.isThisMachineTheNode()) {
            ports.configuration().accept(configuration);
            configuration = null;
        }
    }

    private void take(NodeIntents.Change change) {
        for (var refusal : change.refusals()) {
            meters.refused();
            LOG.warnf("refused intent: vm=%s epoch=%s reason=%s", refusal.vm(), refusal.epoch(), refusal.reason());
            nodeReporter.refused(refusal);
        }
        meters.carried(change.touched().size());
        for (var vm : change.touched()) {
            planner.endpoint(vm).ifPresent(endpoint -> abandoned.addAll(index.put(endpoint)));
            dirty.add(vm);
        }
        change.forgotten().forEach(this::forget);
        sayJudgement();
    }

    private void forget(VmId vm) {
        abandoned.addAll(index.remove(vm));
        dirty.remove(vm);
        troubles.over(vm);
        evidence.forget(vm);
        reporter.retract(vm);
    }

    private void sayJudgement() {
        boolean obeying = intents.judgement().isObeying();
        auditWanted |= obeying && !obeyed;
        obeyed = obeying;
        var explanation = explanation();
        if (!explanation.equals(told)) {
            told = explanation;
            LOG.infof("%s (read: %s)", explanation, intents.summary());
        }
        meters.state(intents.size(), obeying, intents.judgement().actedOnGeneration());
    }

    private String explanation() {
        return intents.judgement().explanation()
                + sweeper.held().map(reason -> "; " + reason).orElse("");
    }

    /** What was still on its way about an address that nobody has any more would pass for an answer about whoever has it next. */
    private void routerTold(Map<Address, RouterFacts> facts) {
        var used = new HashMap<>(facts);
        used.keySet().removeIf(address -> index.using(address).isEmpty());
        reporter.router(used);
        used.keySet().forEach(address -> index.using(address).forEach(this::report));
    }

    private void kernelTold(KernelEvent event) {
        switch (event) {
            case KernelEvent.LinkChanged(var link) -> {
                // The event may be older than what is known: it says where to look.
                applier.refresh(link.index());
                concerns(link.name());
                link.alternativeNames().forEach(this::concerns);
            }
            case KernelEvent.LinkRemoved(int linkIndex, String name) -> {
                mirror.link(linkIndex).ifPresent(link -> link.alternativeNames().forEach(this::concerns));
                mirror.removeLink(linkIndex);
                applier.refresh(name);
                concerns(name);
            }
            case KernelEvent.RouteRemoved(var route) -> {
                mirror.remove(route);
                // IPv6 routes of a link that goes are told before the link is: it must not be routed to again.
                if (route.nextHop() instanceof KernelRoute.Device(int linkIndex)) {
                    applier.refresh(linkIndex);
                }
                dirty.addAll(index.using(route.destination().network()));
            }
            case KernelEvent.RouteWritten(var route) -> {
                mirror.put(route);
                dirty.addAll(index.using(route.destination().network()));
            }
            case KernelEvent.ResyncNeeded(String reason) -> {
                LOG.warnf("kernel events were lost, everything is observed anew: %s", reason);
                auditWanted = true;
            }
        }
    }

    /** A link that is no VM's may be the way to other nodes. */
    private void concerns(String name) {
        var vms = index.named(name);
        dirty.addAll(vms.isEmpty() ? index.redirecting() : vms);
    }

    /** The frame proves that somebody is there; the news that the link has carrier may still be on its way. */
    private void guestHeard(int linkIndex) {
        armed.awaitedOn(linkIndex)
                .flatMap(planner::endpoint)
                .filter(evidence::isAwaited)
                .ifPresent(endpoint -> {
                    evidence.arrived(endpoint);
                    if (mirror.link(linkIndex).filter(KernelLink::carrier).isEmpty()) {
                        applier.refresh(linkIndex);
                    }
                    dirty.add(endpoint.vm());
                });
    }

    /**
     * @param now of the monotonic clock ({@link System#nanoTime})
     * @return how long nothing needs to be done unless an input comes
     */
    Duration work(long now) {
        retirements.at(now);
        if (now - auditDue >= 0 || auditWanted) {
            audit(now);
        }
        dirty.addAll(troubles.due(now));
        dirty.addAll(unguarded.due(now));
        dirty.addAll(departures.left(now));
        retirements.due().forEach(address -> dirty.addAll(index.using(address)));
        if (observed) {
            withdrawAbandoned();
            for (int i = 0; i < PASSES_MAX && !dirty.isEmpty(); i++) {
                pass(now);
            }
        }
        rememberManifest();
        if (now - heartbeatDue >= 0) {
            heartbeatDue = now + settings.heartbeat().toNanos();
            nodeReporter.heartbeat();
        }
        return Duration.ofNanos(Math.max(0, nextDue(now)));
    }

    private long nextDue(long now) {
        long routine = Math.min(auditDue, heartbeatDue) - now;
        return LongStream.of(routine, troubles.next(now), unguarded.next(now), retirements.next(), departures.next(now))
                .min()
                .orElseThrow();
    }

    boolean hasWorkAside() {
        return applier.hasDoomedLinks();
    }

    /** What takes the kernel long, one piece, for when nothing else waits. */
    void workAside() {
        if (applier.hasDoomedLinks()) {
            applier.deleteOne(planner::isLinkWanted);
        }
    }

    private void pass(long now) {
        long began = System.nanoTime();
        var vms = List.copyOf(dirty);
        dirty.clear();
        underlay.newPass();
        resolveNeighbors(vms);
        var failures = applier.apply(vms, planner::plan);
        vms.forEach(vm -> planner.obstacle(vm).ifPresent(obstacle -> failures.putIfAbsent(vm, obstacle)));
        vms.forEach(vm -> readBack(vm, failures));
        meters.reconciled(Duration.ofNanos(System.nanoTime() - began));
        for (var vm : vms) {
            var failure = failures.get(vm);
            if (failure == null) {
                troubles.over(vm);
            } else {
                LOG.warnf("vm=%s not as it should be, will be tried again: %s", vm, failure);
                troubles.failed(vm, failure, now);
            }
            report(vm);
            listen(vm, now);
        }
    }

    private void resolveNeighbors(Collection<VmId> vms) {
        applier.aside(vms.stream()
                .flatMap(vm -> planner.otherNode(vm).stream())
                .distinct()
                .flatMap(node -> underlay.resolution(node).stream())
                .toList());
    }

    /** After the report: what it costs must not delay a switch. */
    private void listen(VmId vm, long now) {
        var endpoint = intents.desired(vm).map(DesiredEndpoint::endpoint);
        if (endpoint.isEmpty()) {
            armed.stop(vm);
            departures.stop(vm);
            unguarded.over(vm);
            return;
        }
        var link = mirror.link(endpoint.get().iface()).orElse(null);
        departures.follow(endpoint.get(), link);
        try {
            if (armed.follow(endpoint.get(), link)) {
                dirty.add(vm);
            }
        } catch (KernelException e) {
            LOG.warnf("vm=%s cannot be listened for, will be tried again: %s", vm, e.getMessage());
            troubles.failed(vm, "its guest cannot be listened for: " + e.getMessage(), now);
        }
        if (planner.isUnguarded(vm)) {
            unguarded.failed(vm, "", now);
        } else {
            unguarded.over(vm);
        }
    }

    private void withdrawAbandoned() {
        for (var address : List.copyOf(abandoned)) {
            if (index.using(address).isEmpty()) {
                var routes = mirror.routesTo(address);
                boolean superseded = mirror.isYielding(address) && retirements.isSuperseded(address);
                applier.aside(Retirement.of(routes, superseded));
                if (mirror.routesTo(address).stream().anyMatch(KernelRoute::isYielding)) {
                    continue;
                }
                reporter.drop(address);
                ports.routerWatch().forget(address);
            }
            abandoned.remove(address);
        }
    }

    private void readBack(VmId vm, Map<VmId, String> failures) {
        planner.endpoint(vm).ifPresent(endpoint -> planner.ownAddresses(endpoint)
                .forEach(address -> readBack(address).ifPresent(failure -> failures.putIfAbsent(vm, failure))));
    }

    /** @return why it could not be read */
    private Optional<String> readBack(Address address) {
        try {
            var selected = ports.kernel().selectedRoute(address).filter(KernelRoute::isOurs);
            reporter.kernel(address, selected.or(() -> retirements.remainder(address)));
        } catch (KernelException e) {
            reporter.unreadable(address);
            return Optional.of("cannot read back the route of " + address + ": " + e.getMessage());
        }
        ports.routerWatch().expect(address, expected(reporter.kernelRoute(address)));
        return Optional.empty();
    }

    private static RouterFacts expected(@Nullable KernelRoute route) {
        return Arrays.stream(RouteClass.values())
                .filter(c -> route != null && c.metric() == route.routeClass())
                .map(RouterFacts::expectedOf)
                .findFirst()
                .orElse(RouterFacts.NONE);
    }

    private void report(VmId vm) {
        planner.endpoint(vm).ifPresent(endpoint -> {
            var link = mirror.link(endpoint.iface()).orElse(null);
            reporter.report(endpoint, planner.ownAddresses(endpoint), link, problem(vm), planner.isSwitched(vm));
        });
    }

    private @Nullable String problem(VmId vm) {
        return troubles.of(vm)
                .or(() -> intents.desired(vm).flatMap(DesiredEndpoint::problem))
                .orElse(null);
    }

    private void audit(long now) {
        auditWanted = false;
        boolean first = !observed;
        observed = observe();
        auditDue = now + (observed && obeyed ? settings.audit() : OBSTACLE_RECHECK).toNanos();
        if (observed) {
            lookForObstacles();
            compare(first || resyncing);
        }
    }

    private boolean observe() {
        try {
            underlay.forgetNeighbors();
            mirror.replace(ports.kernel().observe(), gate.observeFilter(intents.size() > 0));
            return true;
        } catch (KernelException e) {
            LOG.errorf("the kernel cannot be observed, nothing is changed until it can: %s", e.getMessage());
            return false;
        }
    }

    private void compare(boolean expectedToDiffer) {
        int differences = 0;
        for (var vm : intents.living()) {
            if (!planner.plan(vm).isEmpty() && !dirty.contains(vm) && !troubles.has(vm)) {
                differences++;
            }
            dirty.add(vm);
        }
        dirty.addAll(intents.went());
        differences += sweeper.sweep(abandoned) + auditRouter();
        sayJudgement();
        if (differences > 0 && !expectedToDiffer) {
            LOG.warnf("the audit found %d differences and repairs them", differences);
            meters.differences(differences);
        }
        if (resyncing && obeyed) {
            resyncing = false;
            reporter.startOver();
            nodeReporter.resyncDone(differences);
        }
    }

    private int auditRouter() {
        if (!nodeReporter.isRouterReachable()) {
            return 0;
        }
        return routerRepair.audit(intents.living().stream()
                .flatMap(vm -> intents.desired(vm).stream())
                .flatMap(desired -> desired.addresses().stream())
                .collect(Collectors.toSet()));
    }

    private void rememberManifest() {
        var identity = intents.identity();
        if (identity.equals(remembered)) {
            return;
        }
        try {
            ports.memory().remember(identity);
            remembered = identity;
        } catch (UncheckedIOException e) {
            LOG.errorf("cannot remember manifest %d over a restart: %s", identity.generation(), e.getMessage());
        }
    }

    private AgentView view() {
        var interfaces = intents.living().stream()
                .sorted()
                .flatMap(vm -> intents.desired(vm).stream())
                .map(desired -> InterfaceViews.of(
                        desired,
                        mirror.link(desired.endpoint().iface()).orElse(null),
                        planner.isSwitched(desired.endpoint().vm()),
                        reporter,
                        problem(desired.endpoint().vm())))
                .toList();
        return new AgentView(
                remembered.node(),
                remembered.instance(),
                gate.knowsTopology(),
                intents.judgement().isObeying(),
                explanation(),
                nodeReporter.isRouterReachable(),
                meters.differences(),
                ports.kernel().unsuitableSettings(),
                interfaces);
    }
}
