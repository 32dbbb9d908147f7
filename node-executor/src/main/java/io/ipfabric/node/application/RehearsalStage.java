package io.ipfabric.node.application;

import io.ipfabric.contracts.value.MacAddress;
import java.util.function.IntPredicate;

/**
 * What a switch is rehearsed on: the same calls of the same kernel as in earnest, on an interface, routes and sets that no packet of
 * anybody meets. Of one that is not closed nothing stays that the next one does not take away.
 */
public interface RehearsalStage extends AutoCloseable {

    Kernel kernel();

    SourceFilter filter();

    /** @param listener as of {@link ArrivalWatch}: told the link's index for each frame; false if it could not take it */
    ArrivalWatch arrivals(IntPredicate listener);

    /** Has a frame come in from this MAC address on the interface, which must be up. */
    void frameFrom(MacAddress guest);

    @Override
    void close();
}
