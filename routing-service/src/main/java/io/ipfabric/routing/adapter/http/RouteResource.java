package io.ipfabric.routing.adapter.http;

import io.ipfabric.contracts.event.Force;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.InvalidValueException;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.http.ProblemException;
import io.ipfabric.routing.application.Forces;
import io.ipfabric.routing.application.Forces.Forced;
import io.ipfabric.routing.application.RouteQueries;
import io.ipfabric.routing.application.RouteQueries.Filter;
import io.ipfabric.routing.application.RouteView;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** Routes, to look at. All that can be changed here is what an operator says of a node that cannot be asked. */
@Path("/v1/routes")
@Produces(MediaType.APPLICATION_JSON)
public class RouteResource {

    private static final int LIMIT_MAX = 500;
    private static final Pattern LIMIT = Pattern.compile("[1-9][0-9]{0,2}");
    private static final Set<String> STATES = Set.of("ANNOUNCED", "CONFIRMED", "DRIFTED", "WITHDRAWN");

    private final RouteQueries routes;
    private final Forces forces;
    private final Mutiny.SessionFactory sessions;

    @Inject
    RouteResource(RouteQueries routes, Forces forces, Mutiny.SessionFactory sessions) {
        this.routes = routes;
        this.forces = forces;
        this.sessions = sessions;
    }

    /** @param next cursor of the next page; absent on the last */
    public record Page(List<RouteView> items, @Nullable String next) {}

    @GET
    public Uni<Page> list(
            @QueryParam("vm") @Nullable String vm,
            @QueryParam("node") @Nullable String node,
            @QueryParam("state") @Nullable String state,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("100") String limitText) {
        int limit = limit(limitText);
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
                        optional("cursor", cursor, Address::of),
                        limit + 1))
                .map(found -> page(found, limit));
    }

    @GET
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
    @Path("/{address}/force")
    @Consumes(MediaType.APPLICATION_JSON)
    public Uni<Forced> force(@PathParam("address") String text, @Nullable Force body, @Context SecurityContext caller) {
        var address = parsed("address", text, Address::of);
        if (body == null) {
            throw ProblemException.of(ProblemType.UNREADABLE, "the body is missing");
        }
        var force = body.saidBy(caller.getUserPrincipal().getName());
        return sessions.withTransaction((session, _) -> forces.force(session, address, force))
                .map(found -> found.orElseThrow(
                        () -> ProblemException.of(ProblemType.NOT_FOUND, "no VM has the address " + address)))
                .invoke(forced -> {
                    if (forced.nodes().isEmpty()) {
                        throw ProblemException.of(
                                ProblemType.NOTHING_TO_FORCE,
                                "VM " + forced.vm()
                                        + " waits for no node beyond its time; what it waits for is in the route's waits");
                    }
                });
    }

    private static Page page(List<RouteView> found, int limit) {
        return found.size() <= limit
                ? new Page(found, null)
                : new Page(
                        found.subList(0, limit), found.get(limit - 1).address().toString());
    }

    private static int limit(String text) {
        if (!LIMIT.matcher(text).matches() || Integer.parseInt(text) > LIMIT_MAX) {
            throw ProblemException.ofField(
                    ProblemType.INVALID_FIELD, "limit", "is not a number from 1 to " + LIMIT_MAX);
        }
        return Integer.parseInt(text);
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
