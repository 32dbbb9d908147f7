package io.ipfabric.lab.proof;

import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.lab.lifecycle.Kafka;
import java.util.HashMap;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A topic of the lab as a stranger reads it: all partitions, from their beginning, only what was committed. */
public final class TopicFromBeginning {

    private TopicFromBeginning() {}

    /** What is committed. To be closed by the caller. */
    public static KafkaConsumer<String, byte[]> open(Topic topic) {
        return open(topic, IsolationLevel.READ_COMMITTED);
    }

    static KafkaConsumer<String, byte[]> open(Topic topic, IsolationLevel isolation) {
        var settings = new HashMap<>(Kafka.ofMachine().settings(Kafka.OWNER));
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation.toString());
        var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        var partitions = consumer.partitionsFor(topic.toString()).stream()
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }
}
