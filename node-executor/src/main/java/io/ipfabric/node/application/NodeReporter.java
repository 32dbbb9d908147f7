package io.ipfabric.node.application;

import io.ipfabric.contracts.event.NodeReport;
import io.ipfabric.contracts.event.NodeReport.Session;
import io.ipfabric.node.domain.ManifestJudge.Identity;
import io.ipfabric.node.domain.NodeIntents;
import io.ipfabric.node.domain.NodeIntents.Refusal;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is said of the node as a whole. Runs in the loop's thread alone. */
final class NodeReporter {

    private final Identity self;
    private final NodeIntents intents;
    private final Reports reports;
    private final Clock clock;
    private List<Session> sessions = List.of();
    private boolean routerReachable;
    private @Nullable String configRevision;

    NodeReporter(Identity self, NodeIntents intents, Reports reports, Clock clock) {
        this.self = self;
        this.intents = intents;
        this.reports = reports;
        this.clock = clock;
    }

    void sessions(AgentInput.SessionsTold told) {
        sessions = told.sessions();
        routerReachable = told.reachable();
    }

    void configuration(String revision) {
        configRevision = revision;
    }

    boolean isRouterReachable() {
        return routerReachable;
    }

    void refused(Refusal refusal) {
        reports.publish(new NodeReport.IntentRefused(
                self.node(), self.instance(), refusal.vm(), refusal.epoch(), refusal.reason(), clock.instant()));
    }

    void resyncDone(int differences) {
        reports.publish(new NodeReport.ResyncDone(
                self.node(),
                self.instance(),
                intents.judgement().actedOnGeneration(),
                intents.size(),
                differences,
                clock.instant()));
    }

    void heartbeat() {
        reports.publish(new NodeReport.Heartbeat(
                self.node(),
                self.instance(),
                intents.judgement().isObeying(),
                intents.judgement().actedOnGeneration(),
                intents.size(),
                sessions,
                configRevision,
                clock.instant()));
    }
}
