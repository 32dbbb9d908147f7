package io.ipfabric.contracts.codec;

import io.ipfabric.contracts.topic.Topic;
import java.util.Map;
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

    public WireRecord {
        headers = Map.copyOf(headers);
    }

    public static WireRecord tombstone(Topic topic, @Nullable Integer partition, String key) {
        return new WireRecord(topic, partition, key, Map.of(), null);
    }

    public boolean isTombstone() {
        return value == null;
    }

    public WireRecord inPartition(int assigned) {
        return new WireRecord(topic, assigned, key, headers, value);
    }
}
