package io.ipfabric.node.adapter.http;

import io.ipfabric.node.application.AgentProbe;
import io.ipfabric.node.application.AgentProbe.BusyException;
import io.ipfabric.node.application.AgentView;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;

/**
 * Live while the loop turns. Ready when the topology is known, the router answers, and either a manifest is acted on or it is
 * told what the agent waits for: a node that waits for its first manifest is ready to be given one.
 */
class AgentHealth {

    @Produces
    @Liveness
    @Singleton
    HealthCheck loop(AgentProbe agent) {
        return () -> HealthCheckResponse.named("reconciler")
                .status(agent.isTurning())
                .build();
    }

    @Produces
    @Readiness
    @Singleton
    HealthCheck agent(AgentProbe agent) {
        return () -> {
            try {
                return readiness(agent.view());
            } catch (BusyException e) {
                return HealthCheckResponse.named("agent")
                        .down()
                        .withData("reason", String.valueOf(e.getMessage()))
                        .build();
            }
        };
    }

    private static HealthCheckResponse readiness(AgentView view) {
        return HealthCheckResponse.named("agent")
                .status(view.topologyKnown() && view.routerReachable())
                .withData("topologyKnown", view.topologyKnown())
                .withData("routerReachable", view.routerReachable())
                .withData("obeying", view.obeying())
                .withData("explanation", view.explanation())
                .withData("unsuitableSettings", view.unsuitableSettings().toString())
                .build();
    }
}
