package io.ipfabric.routing.adapter.http;

import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.InvalidValueException;
import io.ipfabric.http.ProblemException;
import io.ipfabric.routing.application.RouteQueries;
import io.ipfabric.routing.application.RouteQueries.Filter;
import io.ipfabric.routing.application.RouteView;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Routes, to look at; nothing is changed here. */
@Path("/v1/routes")
@Produces(MediaType.APPLICATION_JSON)
public class RouteResource {

    private static final int LIMIT_MAX = 500;
    private static final Set<String> STATES = Set.of("ANNOUNCED", "CONFIRMED", "DRIFTED", "WITHDRAWN");

    private final RouteQueries routes;

    @Inject
    RouteResource(RouteQueries routes) {
        this.routes = routes;
    }

    /** @param next cursor of the next page; absent on the last */
    public record Page(List<RouteView> items, @Nullable String next) {}

    @GET
    public Uni<Page> list(
            @QueryParam("vm") @Nullable String vm,
            @QueryParam("node") @Nullable String node,
            @QueryParam("state") @Nullable String state,
            @QueryParam("cursor") @Nullable String cursor,
            @QueryParam("limit") @DefaultValue("100") int limit) {
        if (limit < 1 || limit > LIMIT_MAX) {
            throw ProblemException.ofField(ProblemType.INVALID_FIELD, "limit", "is 1 to " + LIMIT_MAX);
        }
        if (state != null && !STATES.contains(state)) {
            throw ProblemException.ofField(
                    ProblemType.INVALID_FIELD,
                    "state",
                    "is one of " + STATES.stream().sorted().toList());
        }
        return routes.list(new Filter(vm, node, state, cursor, limit + 1)).map(found -> page(found, limit));
    }

    @GET
    @Path("/{address}")
    public Uni<RouteView> find(@PathParam("address") String address) {
        return routes.find(parsed(address))
                .map(found -> found.orElseThrow(() ->
                        ProblemException.of(ProblemType.NOT_FOUND, "no route to " + address + " was ever told of")));
    }

    private static Page page(List<RouteView> found, int limit) {
        return found.size() <= limit
                ? new Page(found, null)
                : new Page(
                        found.subList(0, limit), found.get(limit - 1).address().toString());
    }

    private static Address parsed(String text) {
        try {
            return Address.of(text);
        } catch (InvalidValueException e) {
            throw ProblemException.ofField(ProblemType.INVALID_FIELD, "address", String.valueOf(e.getMessage()));
        }
    }
}
