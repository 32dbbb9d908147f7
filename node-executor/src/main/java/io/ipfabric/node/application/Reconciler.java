package io.ipfabric.node.application;

import io.ipfabric.contracts.event.RouteIntent.EndpointIntent;
import io.ipfabric.contracts.event.RouteIntent.Manifest;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.node.domain.RouterFacts;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Makes the kernel carry what the intents say and reports what it observes. All of it in one thread ({@link ReconcilerLoop}):
 * inputs only mark what may differ ({@link #on}), {@link #work} does it, a part at a time, so that the next input need not wait for all
 * of it. Nothing is changed before the topology, the whole partition and the kernel were read.
 */
public final class Reconciler {

    /** While something keeps the node from obeying, it looks again this often. */
    private static final Logger LOG = Logger.getLogger(Reconciler.class);

    private static final Duration OBSTACLE_RECHECK = Duration.ofSeconds(2);
    /** A guest that is found to be there already makes a second one. */
    private static final int PASSES_MAX = 2;

    private final LoopParts parts;
    private final IntentIntake intake;
    private final KernelNews kernelNews;
    private final EndpointPass pass;
    private final Audit audit;

    private boolean auditWanted;
    private long auditDue;
    private long heartbeatDue;

    public Reconciler(AgentPorts ports, AgentSettings settings, AgentMeters meters, Clock clock) {
        parts = new LoopParts(ports, settings, meters, clock);
        intake = new IntentIntake(parts);
        kernelNews = new KernelNews(parts, () -> auditWanted = true);
        pass = new EndpointPass(parts);
        audit = new Audit(parts, intake);
        auditDue = System.nanoTime();
        heartbeatDue = auditDue;
    }

    void on(AgentInput input) {
        switch (input) {
            case AgentInput.TopologyRead(var topology) -> {
                intake.topology(topology);
                lookForObstacles();
            }
            case AgentInput.PartitionBegun _ -> {
                audit.resyncBegins();
                parts.intents.begin();
            }
            case AgentInput.IntentRead(EndpointIntent intent) -> intake.take(parts.intents.accept(intent));
            case AgentInput.IntentRead(Manifest manifest) -> intake.take(parts.intents.accept(manifest));
            case AgentInput.IntentDropped(var vm) -> intake.take(parts.intents.drop(vm));
            case AgentInput.PartitionEnded _ -> {
                intake.take(parts.intents.complete());
                auditWanted = true;
            }
            case AgentInput.KernelTold(var event) -> kernelNews.on(event);
            case AgentInput.GuestHeard(int linkIndex) -> kernelNews.guestHeard(linkIndex);
            case AgentInput.RouterTold(var facts) -> routerTold(facts);
            case AgentInput.SessionsTold told -> parts.nodeReporter.sessions(told);
            case AgentInput.ConfigurationRead(var config) -> {
                intake.configuration(config);
                lookForObstacles();
            }
            case AgentInput.ConfigurationRuns(var revision) -> parts.nodeReporter.configuration(revision);
            case AgentInput.Ask(var answer) -> answer.complete(view());
        }
    }

    private void lookForObstacles() {
        if (audit.hasObserved()) {
            intake.lookForObstacles();
        }
    }

    /** What was still on its way about an address that nobody has any more would pass for an answer about whoever has it next. */
    private void routerTold(Map<Address, RouterFacts> facts) {
        var used = new HashMap<>(facts);
        used.keySet().removeIf(address -> parts.index.using(address).isEmpty());
        parts.reporter.router(used);
        used.keySet().forEach(address -> parts.index.using(address).forEach(parts::report));
    }

    /**
     * @param now of the monotonic clock ({@link System#nanoTime})
     * @return how long nothing needs to be done unless an input comes
     */
    Duration work(long now) {
        parts.retirements.at(now);
        parts.absences.at(now);
        parts.reporter.at(now);
        if (now - auditDue >= 0 || isAuditWanted()) {
            auditWanted = false;
            boolean obeyed = intake.isObeying();
            audit.run();
            auditDue = now + (obeyed && audit.hasObserved() ? parts.settings.audit() : OBSTACLE_RECHECK).toNanos();
        }
        pass.markDue(now);
        if (audit.hasObserved()) {
            pass.withdrawAbandoned();
            for (int i = 0; i < PASSES_MAX && !parts.marks.isEmpty(); i++) {
                pass(parts.marks.take(), now);
            }
        }
        intake.rememberManifest();
        if (now - heartbeatDue >= 0) {
            heartbeatDue = now + parts.settings.heartbeat().toNanos();
            parts.nodeReporter.heartbeat();
        }
        return isBehind() ? Duration.ZERO : Duration.ofNanos(Math.max(0, nextDue(now)));
    }

    /** A defect that shows in one of them does not hold up the others: each is tried alone then. */
    private void pass(List<VmId> vms, long now) {
        try {
            pass.run(vms, now);
        } catch (RuntimeException together) {
            LOG.error("a pass failed; each endpoint of it is tried alone", together);
            for (var vm : vms) {
                try {
                    pass.run(List.of(vm), now);
                } catch (RuntimeException alone) {
                    LOG.errorf(alone, "vm=%s cannot be looked at; the next audit tries again", vm);
                }
            }
        }
    }

    private boolean isAuditWanted() {
        auditWanted |= intake.takeBeganToObey();
        return auditWanted;
    }

    /** Whether there is more to do at once, after a look at what came in meanwhile. */
    boolean isBehind() {
        return audit.hasObserved() && !parts.marks.isEmpty();
    }

    /** Whether it obeys, and all that was to be done is done. */
    boolean isSettled() {
        return intake.isObeying() && audit.hasObserved() && !audit.isResyncing() && parts.marks.isEmpty();
    }

    private long nextDue(long now) {
        return Math.min(Math.min(auditDue, heartbeatDue) - now, pass.nextDue(now));
    }

    boolean hasWorkAside() {
        return parts.applier.hasDoomedLinks();
    }

    /** What takes the kernel long, one piece, for when nothing else waits. */
    void workAside() {
        if (parts.applier.hasDoomedLinks()) {
            parts.applier.deleteOne(parts.planner::isLinkWanted);
        }
    }

    private AgentView view() {
        return new AgentView(
                parts.self.node(),
                parts.self.instance(),
                parts.gate.knowsTopology(),
                parts.intents.judgement().isObeying(),
                parts.explanation(),
                parts.nodeReporter.isRouterReachable(),
                parts.meters.differences(),
                parts.ports.kernel().unsuitableSettings(),
                InterfaceViews.of(parts));
    }
}
