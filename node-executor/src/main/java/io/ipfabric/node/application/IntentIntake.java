package io.ipfabric.node.application;

import io.ipfabric.contracts.event.RouterConfig;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.node.domain.ManifestJudge.Identity;
import io.ipfabric.node.domain.NodeIntents;
import io.ipfabric.node.domain.Topology;
import java.io.UncheckedIOException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes what the fabric says into what is intended here, marks whom it concerns, and tells whether the node obeys. Runs in the loop's
 * thread alone.
 */
final class IntentIntake {

    private static final Logger LOG = Logger.getLogger(IntentIntake.class);

    private final LoopParts parts;
    private Identity remembered;
    /** Waits for the gate: a clone's router must not become a second one of the node's name. */
    private @Nullable RouterConfig configuration;

    private boolean obeyed;
    private boolean beganToObey;
    private String told = "";

    IntentIntake(LoopParts parts) {
        this.parts = parts;
        remembered = parts.self;
        parts.intents.obstruct(parts.gate.obstacle().orElse(null));
    }

    void topology(Topology topology) {
        parts.gate.topology(topology);
        parts.underlay.topology(topology);
        parts.marks.dirty(parts.index.redirecting());
    }

    void configuration(RouterConfig config) {
        configuration = config;
    }

    void lookForObstacles() {
        take(parts.intents.obstruct(parts.gate.obstacle().orElse(null)));
        if (configuration != null && parts.gate.isThisMachineTheNode()) {
            parts.ports.configuration().accept(configuration);
            configuration = null;
        }
    }

    void take(NodeIntents.Change change) {
        for (var refusal : change.refusals()) {
            parts.meters.refused();
            LOG.warnf("refused intent: vm=%s epoch=%s reason=%s", refusal.vm(), refusal.epoch(), refusal.reason());
            parts.nodeReporter.refused(refusal);
        }
        parts.meters.carried(change.touched().size());
        for (var vm : change.touched()) {
            parts.planner.endpoint(vm).ifPresent(endpoint -> parts.marks.abandoned(parts.index.put(endpoint)));
            parts.marks.dirty(vm);
        }
        change.forgotten().forEach(this::forget);
        sayJudgement();
    }

    private void forget(VmId vm) {
        parts.marks.abandoned(parts.index.remove(vm));
        parts.marks.forget(vm);
        parts.troubles.over(vm);
        parts.evidence.forget(vm);
        parts.reporter.retract(vm);
    }

    void sayJudgement() {
        var judgement = parts.intents.judgement();
        boolean obeying = judgement.isObeying();
        beganToObey |= obeying && !obeyed;
        obeyed = obeying;
        var explanation = parts.explanation();
        if (!explanation.equals(told)) {
            told = explanation;
            LOG.logf(parts.settings.news(), "%s (read: %s)", explanation, parts.intents.summary());
        }
        parts.meters.state(parts.intents.size(), obeying, judgement.actedOnGeneration());
    }

    boolean isObeying() {
        return obeyed;
    }

    /** Once for each time that the node began to obey: what it left alone before is to be compared. */
    boolean takeBeganToObey() {
        boolean began = beganToObey;
        beganToObey = false;
        return began;
    }

    void rememberManifest() {
        var identity = parts.intents.identity();
        if (identity.equals(remembered)) {
            return;
        }
        try {
            parts.ports.memory().remember(identity);
            remembered = identity;
        } catch (UncheckedIOException e) {
            LOG.errorf("cannot remember manifest %d over a restart: %s", identity.generation(), e.getMessage());
        }
    }
}
