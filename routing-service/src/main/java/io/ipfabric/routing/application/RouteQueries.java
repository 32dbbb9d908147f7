package io.ipfabric.routing.application;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What can be asked about routes. */
public interface RouteQueries {

    /**
     * Which routes.
     *
     * @param after only addresses whose text comes after this one
     */
    record Filter(
            @Nullable VmId vm,
            @Nullable NodeName node,
            @Nullable String state,
            @Nullable Address after,
            int limit) {}

    Uni<List<RouteView>> list(Filter filter);

    Uni<Optional<RouteView>> find(Address address);
}
