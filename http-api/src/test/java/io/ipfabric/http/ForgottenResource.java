package io.ipfabric.http;

import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** An endpoint whose author did not think of roles. Not in the description, where {@code EveryOperationTest} would find it. */
@Path("/v2/forgotten")
public class ForgottenResource {

    @POST
    @Operation(hidden = true)
    public String answer() {
        return "reached";
    }
}
