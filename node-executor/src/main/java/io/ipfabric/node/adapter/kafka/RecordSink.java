package io.ipfabric.node.adapter.kafka;

import io.ipfabric.contracts.codec.WireRecord;

/** Takes a partition's records in order. Called by one thread. */
interface RecordSink {

    /** The partition is read from its beginning; what follows is all that it holds. */
    void begun() throws InterruptedException;

    void accept(WireRecord record) throws InterruptedException;

    /** All was read that was there when reading began. */
    void ended() throws InterruptedException;

    /** A handful of records that came later was read. */
    default void caughtUp() throws InterruptedException {}
}
