package io.ipfabric.outbox.testing;

import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.codec.UnreadableRecordException;
import io.ipfabric.contracts.codec.WireRecord;
import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.kafka.KafkaRecords;
import io.ipfabric.contracts.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads a whole topic of {@link FabricBackends} from its beginning, committed records only, as a consumer of ours would. */
public final class TopicReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<String, byte[]> consumer;

    private TopicReader(KafkaConsumer<String, byte[]> consumer) {
        this.consumer = consumer;
    }

    public static TopicReader of(Topic topic) {
        var consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        FabricBackends.kafka().bootstrapServers(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        var partitions = IntStream.range(0, topic.partitions())
                .mapToObj(partition -> new TopicPartition(topic.toString(), partition))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return new TopicReader(consumer);
    }

    /**
     * The events that match, in the order of their partitions; returns when {@code wanted} were read.
     *
     * @throws AssertionError if fewer came in time
     */
    public <E extends FabricEvent> List<E> read(Class<E> family, Predicate<E> matches, int wanted, Duration timeout) {
        var found = new ArrayList<E>();
        long deadline = System.nanoTime() + timeout.toNanos();
        while (found.size() < wanted) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "only " + found.size() + " of " + wanted + " events came within " + timeout + ": " + found);
            }
            for (var record : consumer.poll(POLL)) {
                if (record.value() != null) {
                    var event = event(family, record);
                    if (matches.test(event)) {
                        found.add(event);
                    }
                }
            }
        }
        return found;
    }

    /**
     * The records of a key, in their order; returns when {@code wanted} were read.
     *
     * @throws AssertionError if fewer came in time
     */
    public List<WireRecord> readOf(String key, int wanted, Duration timeout) {
        var found = new ArrayList<WireRecord>();
        long deadline = System.nanoTime() + timeout.toNanos();
        while (found.size() < wanted) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(
                        "only " + found.size() + " of " + wanted + " records of " + key + " came within " + timeout);
            }
            for (var record : consumer.poll(POLL)) {
                if (key.equals(record.key())) {
                    found.add(KafkaRecords.fromConsumerRecord(record));
                }
            }
        }
        return found;
    }

    private static <E extends FabricEvent> E event(Class<E> family, ConsumerRecord<String, byte[]> record) {
        try {
            return EventCodec.decode(family, KafkaRecords.fromConsumerRecord(record))
                    .event();
        } catch (UnreadableRecordException e) {
            throw new AssertionError("an unreadable record on " + record.topic(), e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
