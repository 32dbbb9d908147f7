package io.ipfabric.vm.domain;

import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;

/** Where a VM is placed, and the how-manieth placement that is. */
public record Placement(NodeName node, Generation generation) {

    private static final Generation FIRST = Generation.of(1);

    static Placement first(NodeName node) {
        return new Placement(node, FIRST);
    }

    /** Each start of a VM that does not run there places it anew, also on the same node. */
    Placement anew(NodeName next) {
        return new Placement(next, Generation.of(generation.value() + 1));
    }
}
