package io.ipfabric.routing.adapter.http;

import io.ipfabric.contracts.event.Force;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.InvalidValueException;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.http.Page;
import io.ipfabric.http.PageQuery;
import io.ipfabric.http.ProblemException;
import io.ipfabric.http.writes.Writes;
import io.ipfabric.routing.application.Forces;
import io.ipfabric.routing.application.Forces.Forced;
import io.ipfabric.routing.application.RouteQueries;
import io.ipfabric.routing.application.RouteQueries.Filter;
import io.ipfabric.routing.application.RouteView;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Routes, to look at. All that can be changed here is what an operator says of a node that cannot be asked. */
@Tag(name = "Routes", description = "Routes to addresses: intended, observed on the nodes, held by the reflectors.")
@Path("/v1/routes")
@Produces(MediaType.APPLICATION_JSON)
public class RouteResource {

    private static final Set<String> STATES = Set.of("ANNOUNCED", "CONFIRMED", "DRIFTED", "WITHDRAWN");

    private static final String FORCE = """
            {"reason": "node1 burnt down, its power is off"}""";

    private final RouteQueries routes;
    private final Forces forces;
    private final Writes writes;

    @Inject
    RouteResource(RouteQueries routes, Forces forces, Writes writes) {
        this.routes = routes;
        this.forces = forces;
        this.writes = writes;
    }

    @GET
    @Operation(
            summary = "List routes",
            description = "By address. Filters: vm, node, state (ANNOUNCED, CONFIRMED, DRIFTED, WITHDRAWN).")
    public Uni<Page<RouteView>> list(
            @QueryParam("vm") @Nullable String vm,
            @QueryParam("node") @Nullable String node,
            @QueryParam("state") @Nullable String state,
            @BeanParam PageQuery query) {
        int limit = query.limit();
        if (state != null && !STATES.contains(state)) {
            throw ProblemException.ofField(
                    ProblemType.INVALID_FIELD,
                    "state",
                    "is one of " + STATES.stream().sorted().toList());
        }
        return routes.list(new Filter(
                        optional("vm", vm, VmId::of),
                        optional("node", node, NodeName::of),
                        state,
                        query.after(Address::of),
                        limit + 1))
                .map(found -> query.page(
                        found, Function.identity(), route -> route.address().toString()));
    }

    @GET
    @Operation(
            summary = "Show a route",
            description =
                    "What is intended, reported by nodes and held by reflectors, what is waited for too long, and its history.")
    @Path("/{address}")
    public Uni<RouteView> find(@PathParam("address") String address) {
        return routes.find(parsed("address", address, Address::of))
                .map(found -> found.orElseThrow(() ->
                        ProblemException.of(ProblemType.NOT_FOUND, "no route to " + address + " was ever told of")));
    }

    /**
     * The nodes that the address's VM waits for beyond its time are taken to announce nothing of it any more, and what waited goes on: an
     * address is released, a move goes on. Said again it changes nothing.
     */
    @POST
    @Operation(
            summary = "Force what an address waits for",
            description =
                    "The nodes that its VM waits for beyond its time are taken to announce nothing of it any more; what waited goes on. Said again it changes nothing. Who says so has to know it: two nodes that announce one address are an outage.")
    @RequestBody(content = @Content(examples = @ExampleObject(name = "a node without power", value = FORCE)))
    @APIResponse(
            responseCode = "200",
            description = "what is taken to be so now",
            content = @Content(schema = @Schema(implementation = Forced.class)))
    @Path("/{address}/force")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Response> force(
            @PathParam("address") String text, @Nullable Force body, @Context SecurityContext caller) {
        var address = parsed("address", text, Address::of);
        if (body == null) {
            throw ProblemException.of(ProblemType.UNREADABLE, "the body is missing");
        }
        var force = body.saidBy(caller.getUserPrincipal().getName());
        return writes.write(
                session -> forces.lock(session).chain(() -> routes.find(address)),
                session -> forces.force(session, address, force),
                found -> Uni.createFrom()
                        .item(Response.ok(forced(address, found)).build()));
    }

    private static Forced forced(Address address, Optional<Forced> found) {
        var forced =
                found.orElseThrow(() -> ProblemException.of(ProblemType.NOT_FOUND, "no VM has the address " + address));
        if (forced.nodes().isEmpty()) {
            throw ProblemException.of(
                    ProblemType.NOTHING_TO_FORCE,
                    "VM " + forced.vm()
                            + " waits for no node beyond its time; what it waits for is in the route's waits");
        }
        return forced;
    }

    private static <T> @Nullable T optional(String field, @Nullable String text, Function<String, T> reader) {
        return text == null ? null : parsed(field, text, reader);
    }

    private static <T> T parsed(String field, String text, Function<String, T> reader) {
        try {
            return reader.apply(text);
        } catch (InvalidValueException e) {
            throw ProblemException.ofField(ProblemType.INVALID_FIELD, field, String.valueOf(e.getMessage()));
        }
    }
}
