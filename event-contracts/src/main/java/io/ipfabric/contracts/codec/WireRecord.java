package io.ipfabric.contracts.codec;

import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.trace.TraceContext;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka record without Kafka.
 *
 * @param topic where it goes to or came from
 * @param partition where the contract assigns it; absent: by the key's hash
 * @param key the partition key
 * @param headers CloudEvents attributes and {@code content-type}
 * @param value JSON; absent: a tombstone
 */
@SuppressWarnings("ArrayRecordComponent") // Bytes on their way: never compared, never kept.
public record WireRecord(
        Topic topic, @Nullable Integer partition, String key, Map<String, String> headers, byte @Nullable [] value) {

    /** CloudEvents' distributed tracing extension. */
    static final String TRACE_HEADER = "ce_" + TraceContext.NAME;

    public WireRecord {
        headers = Map.copyOf(headers);
    }

    public static WireRecord tombstone(Topic topic, @Nullable Integer partition, String key) {
        return new WireRecord(topic, partition, key, Map.of(), null);
    }

    /** Which request caused it, by its headers alone: the event's attribute, else what a producer's client wrote. What is no trace is not there. */
    public Optional<TraceContext> trace() {
        return TraceContext.parse(headers.get(TRACE_HEADER))
                .or(() -> TraceContext.parse(headers.get(TraceContext.NAME)));
    }

    public boolean isTombstone() {
        return value == null;
    }

    public WireRecord inPartition(int assigned) {
        return new WireRecord(topic, assigned, key, headers, value);
    }
}
