package io.ipfabric.outbox;

import io.ipfabric.contracts.kafka.KafkaRecords;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Publishes the records of one shard, a batch in one Kafka transaction. The transactional id is the shard's: whoever opens it later fences
 * this one, so that an owner that slept through the loss of its lease cannot publish after its successor (KIP-98, "zombie fencing").
 */
final class ShardProducer implements AutoCloseable {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    /** A transaction left open by a kill blocks readers until its successor opens the shard, or this long. */
    private static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(15);

    private final KafkaProducer<String, byte[]> producer;

    private ShardProducer(KafkaProducer<String, byte[]> producer) {
        this.producer = producer;
    }

    /**
     * Opens the shard: aborts what a predecessor left open, and fences it. Blocks until the broker has answered.
     *
     * @param broker what all clients of the service have in common
     */
    static ShardProducer open(String service, int shard, Map<String, Object> broker) {
        var settings = new HashMap<>(broker);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, service + "-outbox-" + shard);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, service + "-outbox-" + shard);
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION_TIMEOUT.toMillis());
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TRANSACTION_TIMEOUT.toMillis());
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) TRANSACTION_TIMEOUT.toMillis());
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int)
                TRANSACTION_TIMEOUT.dividedBy(3).toMillis());
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0L);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 8L << 20);
        var producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        try {
            producer.initTransactions();
            return new ShardProducer(producer);
        } catch (KafkaException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    /**
     * All of the records or none, in their order. After an exception this producer is of no use any more: close it and open the shard again.
     *
     * @throws KafkaException if the broker did not take them; {@link #isFenced} tells whether another owner is why
     */
    @SuppressWarnings(
            "FutureReturnValueIgnored") // commitTransaction awaits every send and fails if one of them failed.
    void publish(List<OutboxStore.Unsent> rows) {
        producer.beginTransaction();
        rows.forEach(row -> producer.send(KafkaRecords.toProducerRecord(row.record())));
        producer.commitTransaction();
    }

    static boolean isFenced(KafkaException failure) {
        return failure instanceof ProducerFencedException || failure instanceof InvalidProducerEpochException;
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
