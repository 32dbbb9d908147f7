package io.ipfabric.node.adapter.http;

import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.http.ProblemException;
import io.ipfabric.node.application.AgentProbe;
import io.ipfabric.node.application.AgentProbe.BusyException;
import io.ipfabric.node.application.AgentView;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** The node's interfaces, desired and observed side by side. */
@Path("/v1/interfaces")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class InterfaceResource {

    private final AgentProbe agent;

    InterfaceResource(AgentProbe agent) {
        this.agent = agent;
    }

    @GET
    public AgentView interfaces() {
        try {
            return agent.view();
        } catch (BusyException e) {
            throw ProblemException.of(ProblemType.UNAVAILABLE, String.valueOf(e.getMessage()));
        }
    }
}
