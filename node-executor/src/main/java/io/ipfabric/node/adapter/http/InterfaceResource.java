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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The node's interfaces, desired and observed side by side. */
@Tag(name = "Interfaces", description = "The interfaces of VMs on this node.")
@Path("/v1/interfaces")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class InterfaceResource {

    private final AgentProbe agent;

    InterfaceResource(AgentProbe agent) {
        this.agent = agent;
    }

    @GET
    @Operation(
            summary = "List interfaces",
            description = "What the node should carry and what its kernel has, side by side.")
    public AgentView interfaces() {
        try {
            return agent.view();
        } catch (BusyException e) {
            throw ProblemException.of(ProblemType.UNAVAILABLE, String.valueOf(e.getMessage()));
        }
    }
}
