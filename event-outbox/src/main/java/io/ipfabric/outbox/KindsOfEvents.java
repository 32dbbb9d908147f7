package io.ipfabric.outbox;

import io.ipfabric.contracts.codec.EventTypes;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;

/** Leaves out events that a service has no use for, by what their header says they are: so they are never read. */
final class KindsOfEvents {

    private KindsOfEvents() {}

    /** What is of one of the kinds, and what does not say that it is of another: a tombstone, or what only a newer version knows, is for whoever reads it. */
    static ConsumerRecords<String, byte[]> only(Set<? extends Class<?>> kinds, ConsumerRecords<String, byte[]> batch) {
        var kept = new HashMap<TopicPartition, List<ConsumerRecord<String, byte[]>>>();
        for (var partition : batch.partitions()) {
            var records = batch.records(partition).stream()
                    .filter(record -> isOneOf(kinds, record))
                    .toList();
            if (!records.isEmpty()) {
                kept.put(partition, records);
            }
        }
        return new ConsumerRecords<>(kept, Map.of());
    }

    private static boolean isOneOf(Set<? extends Class<?>> kinds, ConsumerRecord<String, byte[]> record) {
        var header = record.headers().lastHeader(EventTypes.HEADER);
        if (header == null || header.value() == null) {
            return true;
        }
        var kind = EventTypes.classOf(new String(header.value(), StandardCharsets.UTF_8));
        return kind.isEmpty() || kinds.contains(kind.get());
    }
}
