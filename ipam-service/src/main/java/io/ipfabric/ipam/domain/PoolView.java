package io.ipfabric.ipam.domain;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Prefix;
import java.math.BigInteger;
import java.util.List;
import java.util.Set;

/**
 * What is known of a pool while it is locked: enough to pick from it, however large it is.
 *
 * @param nextOffset high-water mark: every offset below it was handed out once, or is reserved
 * @param takenAbove addresses at or above the mark that were ever handed out, because somebody named them: the lowest ones, ascending
 * @param complete whether {@code takenAbove} are all there are
 * @param cooled addresses that were handed out once and are free again, longest released first: the first few
 */
public record PoolView(
        Pool pool, BigInteger nextOffset, List<Address> takenAbove, boolean complete, List<Address> cooled) {

    public PoolView {
        takenAbove = List.copyOf(takenAbove);
        cooled = List.copyOf(cooled);
    }

    /** The addresses of a walk upwards from the mark: where it ends. */
    sealed interface Walk {
        /** This one was never handed out. */
        record Found(BigInteger offset) implements Walk {}

        /** There is none. */
        record Exhausted() implements Walk {}

        /** The view ends here: everything below is handed out or reserved. */
        record EndOfView(BigInteger offset) implements Walk {}
    }

    Walk walk(Set<Address> chosen) {
        var taken = Set.copyOf(takenAbove);
        var prefix = pool.prefix();
        var offset = nextOffset;
        while (offset.compareTo(prefix.size()) < 0) {
            var address = prefix.at(offset);
            if (!complete && address.compareTo(takenAbove.getLast()) > 0) {
                return new Walk.EndOfView(offset);
            }
            var reserved = pool.reservations().covering(address);
            if (reserved.isPresent()) {
                offset = offsetAfter(reserved.get());
            } else if (taken.contains(address) || chosen.contains(address)) {
                offset = offset.add(BigInteger.ONE);
            } else {
                return new Walk.Found(offset);
            }
        }
        return new Walk.Exhausted();
    }

    private BigInteger offsetAfter(Prefix block) {
        return block.network()
                .number()
                .subtract(pool.prefix().network().number())
                .add(block.size());
    }
}
