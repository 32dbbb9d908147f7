package io.ipfabric.node.application;

import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Observes kernel and filter anew, compares, and marks everything to be repaired: at the start, when something was missed, and in
 * between regularly. Runs in the loop's thread alone.
 */
final class Audit {

    private static final Logger LOG = Logger.getLogger(Audit.class);

    private final LoopParts parts;
    private final IntentIntake intake;
    private final RouterRepair routerRepair;
    private boolean observed;
    private boolean resyncing;

    Audit(LoopParts parts, IntentIntake intake) {
        this.parts = parts;
        this.intake = intake;
        routerRepair = new RouterRepair(parts.applier, parts.reporter);
    }

    /** The partition is read whole: everything is to be said again once that is through. */
    void resyncBegins() {
        resyncing = true;
    }

    boolean isResyncing() {
        return resyncing;
    }

    /** False as long as nothing is known of the kernel: then nothing may be changed. */
    boolean hasObserved() {
        return observed;
    }

    void run() {
        boolean first = !observed;
        observed = observe();
        if (observed) {
            intake.lookForObstacles();
            compare(first || resyncing);
        }
    }

    private boolean observe() {
        try {
            parts.underlay.newPass();
            parts.mirror.replace(parts.ports.kernel().observe(), parts.gate.observeFilter(parts.intents.size() > 0));
            return true;
        } catch (KernelException e) {
            LOG.errorf("the kernel cannot be observed, nothing is changed until it can: %s", e.getMessage());
            return false;
        }
    }

    private void compare(boolean expectedToDiffer) {
        int differences = 0;
        for (var vm : parts.intents.living()) {
            if (!parts.planner.plan(vm).isEmpty() && !parts.marks.isMarked(vm) && !parts.troubles.has(vm)) {
                differences++;
            }
            parts.marks.dirty(vm);
        }
        for (var vm : parts.intents.went()) {
            if (expectedToDiffer || !parts.isOver(vm) || !parts.planner.plan(vm).isEmpty()) {
                parts.marks.dirty(vm);
            }
        }
        differences += parts.sweeper.sweep(parts.marks.abandoned()) + auditRouter();
        intake.sayJudgement();
        if (differences > 0 && !expectedToDiffer) {
            LOG.warnf("the audit found %d differences and repairs them", differences);
            parts.meters.differences(differences);
        }
        if (resyncing && intake.isObeying()) {
            resyncing = false;
            parts.reportAnew();
            parts.nodeReporter.resyncDone(differences);
        }
    }

    private int auditRouter() {
        if (!parts.nodeReporter.isRouterReachable()) {
            return 0;
        }
        return routerRepair.audit(parts.intents.living().stream()
                .flatMap(vm -> parts.intents.desired(vm).stream())
                .flatMap(desired -> desired.addresses().stream())
                .collect(Collectors.toSet()));
    }
}
