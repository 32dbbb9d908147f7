package io.ipfabric.routing.domain;

import java.util.List;

/** The outcome of a decision. No effects: nothing changed that anybody needs to know. */
public record RoutingTransition(VmRouting state, List<RoutingEffect> effects) {

    public RoutingTransition {
        effects = List.copyOf(effects);
    }
}
