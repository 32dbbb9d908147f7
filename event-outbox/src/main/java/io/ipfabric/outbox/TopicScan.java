package io.ipfabric.outbox;

import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.codec.UnreadableRecordException;
import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.kafka.KafkaRecords;
import io.ipfabric.contracts.topic.Topic;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;

/**
 * Reads a topic once, from its beginning to where it ends now, as no consumer: for what a service must know of its own topics. It reads what
 * no relay has committed too: that may be committed yet, and committed records may lie behind it.
 */
@ApplicationScoped
public class TopicScan {

    private static final Logger LOG = Logger.getLogger(TopicScan.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int BROKER_TIMEOUT_MILLIS = 5_000;

    private final Broker broker;

    @Inject
    public TopicScan(Broker broker) {
        this.broker = broker;
    }

    /**
     * Blocks until the end is reached. A record that cannot be read is told and passed over.
     *
     * @throws org.apache.kafka.common.KafkaException if the broker does not answer
     */
    public <E extends FabricEvent> void read(Topic topic, Class<E> family, Consumer<E> reader) {
        read(topic, family, reader, _ -> {});
    }

    /**
     * The same, also of a compacted topic.
     *
     * @param gone is told the keys of tombstones, in order with the events
     * @throws org.apache.kafka.common.KafkaException if the broker does not answer
     */
    public <E extends FabricEvent> void read(Topic topic, Class<E> family, Consumer<E> reader, Consumer<String> gone) {
        var partitions = IntStream.range(0, topic.partitions())
                .mapToObj(partition -> new TopicPartition(topic.toString(), partition))
                .toList();
        try (var consumer = open()) {
            consumer.assign(partitions);
            var ends = consumer.endOffsets(partitions);
            consumer.seekToBeginning(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (var record : consumer.poll(POLL)) {
                    if (record.value() != null) {
                        read(record, family, reader);
                    } else if (record.key() != null) {
                        gone.accept(record.key());
                    }
                }
            }
        }
    }

    private KafkaConsumer<String, byte[]> open() {
        var settings = broker.settings();
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, BROKER_TIMEOUT_MILLIS);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, BROKER_TIMEOUT_MILLIS);
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }

    private static <E extends FabricEvent> void read(
            ConsumerRecord<String, byte[]> record, Class<E> family, Consumer<E> reader) {
        try {
            reader.accept(EventCodec.decode(family, KafkaRecords.fromConsumerRecord(record))
                    .event());
        } catch (UnreadableRecordException e) {
            LOG.errorf(
                    "%s partition %d offset %d key %s cannot be read and is passed over: %s",
                    record.topic(), record.partition(), record.offset(), record.key(), e.getMessage());
        }
    }
}
