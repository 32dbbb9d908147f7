package io.ipfabric.lab.proof;

import io.ipfabric.contracts.codec.Envelope;
import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.event.VmLifecycleEvent;
import io.ipfabric.contracts.kafka.KafkaRecords;
import io.ipfabric.contracts.topic.Participant;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.lab.lifecycle.Kafka;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A hypervisor manager that speaks Kafka. */
public final class LifecycleProducer implements AutoCloseable {

    private static final String SOURCE = "/ip-fabric/lab";

    private final KafkaProducer<String, byte[]> producer =
            new KafkaProducer<>(settings(), new StringSerializer(), new ByteArraySerializer());

    private static Map<String, Object> settings() {
        var settings = new HashMap<>(Kafka.ofMachine().settings(Participant.HYPERVISOR_MANAGER.toString()));
        settings.put(ProducerConfig.LINGER_MS_CONFIG, "0");
        return settings;
    }

    /** Returns once the broker has it. */
    public void send(VmLifecycleEvent event) {
        send(record(event));
    }

    /** To be sent as often as one likes: it is the same event each time. */
    public static ProducerRecord<String, byte[]> record(VmLifecycleEvent event) {
        var envelope = Envelope.of(UUID.randomUUID().toString(), SOURCE, Instant.now());
        return KafkaRecords.toProducerRecord(EventCodec.encode(event, envelope));
    }

    /** A record that is no event at all. */
    public void sendGarbage(String key, byte[] value) {
        send(new ProducerRecord<>(Topic.VM_LIFECYCLE.toString(), key, value));
    }

    /** As {@link #send(VmLifecycleEvent)}. */
    public void send(ProducerRecord<String, byte[]> record) {
        taken(producer.send(record));
    }

    /**
     * Many, without waiting for each. Returns once the broker has all.
     *
     * @return where they are, in their order
     */
    public List<RecordMetadata> sendAll(List<ProducerRecord<String, byte[]>> records) {
        var sent = records.stream().map(producer::send).toList();
        return sent.stream().map(LifecycleProducer::taken).toList();
    }

    private static RecordMetadata taken(Future<RecordMetadata> sent) {
        try {
            return sent.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker did not take the record", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
