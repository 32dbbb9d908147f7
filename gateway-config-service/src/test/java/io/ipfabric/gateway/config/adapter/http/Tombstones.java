package io.ipfabric.gateway.config.adapter.http;

import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.outbox.testing.FabricBackends;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Keys of the tombstones of a topic with one partition, in their order. */
final class Tombstones {

    private Tombstones() {}

    static List<String> read(Topic topic, int wanted, Duration timeout, Predicate<String> matches) {
        var settings = Map.<String, Object>of(
                "bootstrap.servers", FabricBackends.kafka().bootstrapServers(), "isolation.level", "read_committed");
        var keys = new ArrayList<String>();
        long deadline = System.nanoTime() + timeout.toNanos();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = List.of(new TopicPartition(topic.toString(), 0));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (keys.size() < wanted && System.nanoTime() < deadline) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    if (record.value() == null && matches.test(record.key())) {
                        keys.add(record.key());
                    }
                }
            }
        }
        return keys;
    }
}
