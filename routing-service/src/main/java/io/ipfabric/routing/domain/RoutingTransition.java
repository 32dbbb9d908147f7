package io.ipfabric.routing.domain;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a decision. No effects: nothing changed that anybody needs to know.
 *
 * @param due when to decide again if nothing happens before; absent: there is nothing to wait for
 */
public record RoutingTransition(
        VmRouting state,
        List<RoutingEffect> effects,
        @Nullable Instant due) {

    public RoutingTransition {
        effects = List.copyOf(effects);
    }
}
