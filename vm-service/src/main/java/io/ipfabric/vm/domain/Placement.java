package io.ipfabric.vm.domain;

import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import org.jspecify.annotations.Nullable;

/**
 * Where a VM is placed, and the number of that placement. A number is given once: to a start when it happens, to a migration when it
 * begins, whether the guest then moves or not. So whoever saw the guest arrive and whoever heard that the migration was given up agree on
 * which of the two is newer.
 *
 * @param created the generation of its first placement: a VM that had its id before ended in a lower one
 * @param issued the highest number that was ever given; higher than {@code generation} while a migration is open, or after one that was
 *     given up
 */
public record Placement(NodeName node, Generation generation, Generation created, Generation issued) {

    private static final Generation FIRST = Generation.of(1);

    public Placement {
        if (created.isAfter(generation) || generation.isAfter(issued)) {
            throw new IllegalArgumentException(
                    "generations are out of order: " + created + ", " + generation + ", " + issued);
        }
    }

    /** @param last the generation of an earlier life under the same id; absent: there was none */
    static Placement first(NodeName node, @Nullable Generation last) {
        var created = last == null ? FIRST : next(last);
        return new Placement(node, created, created, created);
    }

    /** Each start of a VM that does not run there places it anew, also on the same node. */
    Placement anew(NodeName there) {
        var next = next(issued);
        return new Placement(there, next, created, next);
    }

    /** A number was given to a migration; the VM stays where it is. */
    Placement issuing() {
        return new Placement(node, generation, created, next(issued));
    }

    /** The guest runs on the target of the migration that has this number. */
    Placement movedTo(NodeName target, Generation number) {
        return new Placement(target, number, created, issued);
    }

    /** It stops there, or ends: no migration that was given a number before can move it any more. */
    Placement ended() {
        return new Placement(node, issued, created, issued);
    }

    /** Whether that is a generation of this VM, and not of one that had its id before. */
    boolean isOfThisLife(Generation other) {
        return !created.isAfter(other) && !other.isAfter(issued);
    }

    private static Generation next(Generation last) {
        return Generation.of(last.value() + 1);
    }
}
