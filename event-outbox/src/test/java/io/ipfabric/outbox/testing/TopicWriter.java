package io.ipfabric.outbox.testing;

import io.ipfabric.contracts.codec.Envelope;
import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.kafka.KafkaRecords;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Speaks for the other services and agents in a test of one service; each record is on the broker when the call returns. */
public final class TopicWriter implements AutoCloseable {

    private final KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
            Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    FabricBackends.kafka().bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer());

    public void write(FabricEvent event) {
        var envelope = Envelope.of(UUID.randomUUID().toString(), "/ip-fabric/test", Instant.now());
        write(KafkaRecords.toProducerRecord(EventCodec.encode(event, envelope)));
    }

    public void write(ProducerRecord<String, byte[]> record) {
        try {
            producer.send(record).get();
        } catch (ExecutionException e) {
            throw new AssertionError("the broker refused " + record.topic(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
