package io.ipfabric.outbox;

import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.topic.Topic;
import org.jspecify.annotations.Nullable;

/**
 * Something to be published.
 *
 * @param orderingKey records of one ordering key reach the broker in commit order; the caller holds the lock that makes that order
 * @param partition where the contract assigns it; absent: by the key's hash
 * @param event absent: a tombstone
 */
public record Outgoing(
        String orderingKey,
        Topic topic,
        @Nullable Integer partition,
        String key,
        @Nullable FabricEvent event) {

    public static Outgoing of(FabricEvent event) {
        return new Outgoing(event.partitionKey(), Topic.of(event), null, event.partitionKey(), event);
    }

    public static Outgoing tombstone(Topic topic, String key) {
        return new Outgoing(key, topic, null, key, null);
    }

    public Outgoing inPartition(int assigned) {
        return new Outgoing(orderingKey, topic, assigned, key, event);
    }

    public Outgoing orderedBy(String other) {
        return new Outgoing(other, topic, partition, key, event);
    }
}
