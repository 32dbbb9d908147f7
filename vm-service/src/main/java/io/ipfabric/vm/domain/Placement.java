package io.ipfabric.vm.domain;

import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import org.jspecify.annotations.Nullable;

/** Where a VM is placed, and the how-manieth placement that is. */
public record Placement(NodeName node, Generation generation) {

    private static final Generation FIRST = Generation.of(1);

    /** @param last the generation of an earlier life under the same id; absent: there was none */
    static Placement first(NodeName node, @Nullable Generation last) {
        return new Placement(node, last == null ? FIRST : next(last));
    }

    /** Each start of a VM that does not run there places it anew, also on the same node. */
    Placement anew(NodeName next) {
        return new Placement(next, next(generation));
    }

    private static Generation next(Generation last) {
        return Generation.of(last.value() + 1);
    }
}
