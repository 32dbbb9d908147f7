package io.ipfabric.vm.domain;

import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import org.jspecify.annotations.Nullable;

/**
 * Where a VM is placed, and the how-manieth placement that is.
 *
 * @param created the generation of its first placement: a VM that had its id before ended in a lower one
 */
public record Placement(NodeName node, Generation generation, Generation created) {

    private static final Generation FIRST = Generation.of(1);

    /** @param last the generation of an earlier life under the same id; absent: there was none */
    static Placement first(NodeName node, @Nullable Generation last) {
        var created = last == null ? FIRST : next(last);
        return new Placement(node, created, created);
    }

    /** Each start of a VM that does not run there places it anew, also on the same node. */
    Placement anew(NodeName next) {
        return new Placement(next, next(generation), created);
    }

    /** Whether that is a generation of this VM, and not of one that had its id before. */
    boolean isOfThisLife(Generation other) {
        return !created.isAfter(other) && !other.isAfter(generation);
    }

    private static Generation next(Generation last) {
        return Generation.of(last.value() + 1);
    }
}
