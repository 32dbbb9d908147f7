package io.ipfabric.node.domain;

import java.util.List;

/**
 * What is to be done for one endpoint, in this order: {@code before}, {@code filter}, {@code after}. If one of these fails, the
 * ones after it must not be done.
 *
 * @param before withdrawals, then all that must stand before a frame may pass
 * @param filter who may send
 * @param after the link is set up and routes lead to it; or the link goes
 */
public record EndpointPlan(List<KernelOperation> before, FilterChange filter, List<KernelOperation> after) {

    public static final EndpointPlan NOTHING = new EndpointPlan(List.of(), FilterChange.NONE, List.of());

    public EndpointPlan {
        before = List.copyOf(before);
        after = List.copyOf(after);
    }

    public boolean isEmpty() {
        return before.isEmpty() && filter.isEmpty() && after.isEmpty();
    }
}
