package io.ipfabric.node.domain;

import io.ipfabric.contracts.value.InterfaceName;
import java.util.Set;

/**
 * Who may send what. A guest interface without a binding may send nothing but neighbor discovery; an interface that is not
 * in {@code guestLinks} is none of the filter's business. Desired and observed have this same shape.
 *
 * @param guards what is not forwarded although a route leads on
 */
public record SourceFilterState(Set<InterfaceName> guestLinks, Set<GuestBinding> bindings, Set<HairpinGuard> guards) {

    public static final SourceFilterState EMPTY = new SourceFilterState(Set.of(), Set.of(), Set.of());

    public SourceFilterState {
        guestLinks = Set.copyOf(guestLinks);
        bindings = Set.copyOf(bindings);
        guards = Set.copyOf(guards);
    }
}
