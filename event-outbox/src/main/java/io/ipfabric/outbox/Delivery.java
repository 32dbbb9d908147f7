package io.ipfabric.outbox;

import io.ipfabric.contracts.codec.Envelope;
import io.ipfabric.contracts.codec.Received;
import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.trace.TraceContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A record for a handler.
 *
 * @param received absent: a tombstone
 */
public record Delivery<E extends FabricEvent>(
        Topic topic,
        String key,
        int partition,
        long offset,
        @Nullable Received<E> received) {

    public boolean isTombstone() {
        return received == null;
    }

    /** @throws IllegalStateException for a tombstone */
    public E event() {
        return present().event();
    }

    /** @throws IllegalStateException for a tombstone */
    public Envelope envelope() {
        return present().envelope();
    }

    /** Which request caused the record; empty: none that is known, or a tombstone. */
    public Optional<TraceContext> trace() {
        return Optional.ofNullable(received).map(known -> known.envelope().trace());
    }

    private Received<E> present() {
        if (received == null) {
            throw new IllegalStateException("a tombstone of " + topic + " has no event: " + key);
        }
        return received;
    }
}
