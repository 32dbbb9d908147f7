package io.ipfabric.node.domain;

import java.util.HashSet;
import java.util.Set;

/** A change of the source filter; what is in neither stays. */
public record FilterChange(SourceFilterState added, SourceFilterState removed) {

    public static final FilterChange NONE = new FilterChange(SourceFilterState.EMPTY, SourceFilterState.EMPTY);

    /** What leads from the observed to the desired state. */
    public static FilterChange between(SourceFilterState observed, SourceFilterState desired) {
        return new FilterChange(minus(desired, observed), minus(observed, desired));
    }

    private static SourceFilterState minus(SourceFilterState left, SourceFilterState right) {
        return new SourceFilterState(
                minus(left.guestLinks(), right.guestLinks()),
                minus(left.bindings(), right.bindings()),
                minus(left.guards(), right.guards()));
    }

    private static <T> Set<T> minus(Set<T> left, Set<T> right) {
        var rest = new HashSet<>(left);
        rest.removeAll(right);
        return rest;
    }

    public boolean isEmpty() {
        return added.equals(SourceFilterState.EMPTY) && removed.equals(SourceFilterState.EMPTY);
    }

    /** Both at once. */
    public FilterChange and(FilterChange other) {
        return new FilterChange(plus(added, other.added), plus(removed, other.removed));
    }

    private static SourceFilterState plus(SourceFilterState left, SourceFilterState right) {
        return new SourceFilterState(
                plus(left.guestLinks(), right.guestLinks()),
                plus(left.bindings(), right.bindings()),
                plus(left.guards(), right.guards()));
    }

    private static <T> Set<T> plus(Set<T> left, Set<T> right) {
        var sum = new HashSet<>(left);
        sum.addAll(right);
        return sum;
    }
}
