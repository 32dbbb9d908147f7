package io.ipfabric.lab.scenario;

import io.ipfabric.contracts.codec.Envelope;
import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.codec.UnreadableRecordException;
import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.contracts.event.RouteIntent.Manifest;
import io.ipfabric.contracts.kafka.BrokerTopics;
import io.ipfabric.contracts.kafka.KafkaRecords;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.process.Poll;
import io.ipfabric.lab.proof.TopicFromBeginning;
import io.ipfabric.lab.proof.Vms;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** {@code route-intents} in the hands of somebody who must not have it. */
final class IntentsTopic {

    private static final String NAME = Topic.ROUTE_INTENTS.toString();
    private static final Map<String, Object> BROKER = Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, LabPlan.KAFKA);

    private IntentsTopic() {}

    /** A manifest and where it is. */
    record Found(Manifest manifest, int partition) {}

    static Found latestManifest(String node) {
        var found = new ArrayList<Found>();
        try (var consumer = TopicFromBeginning.open(Topic.ROUTE_INTENTS)) {
            var ends = consumer.endOffsets(consumer.assignment());
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (var record : consumer.poll(Duration.ofMillis(100))) {
                    if (record.key().equals(node + Manifest.KEY_SUFFIX) && record.value() != null) {
                        var wire = KafkaRecords.fromConsumerRecord(record);
                        found.add(new Found(
                                EventCodec.decode(Manifest.class, wire).event(), record.partition()));
                    }
                }
            }
        } catch (UnreadableRecordException e) {
            throw new AssertionError("route-intents holds what nobody can read", e);
        }
        return found.getLast();
    }

    /** Somebody deletes the topic, and then has it made anew. */
    static void empty() throws ExecutionException, InterruptedException {
        try (var admin = Admin.create(BROKER)) {
            admin.deleteTopics(List.of(NAME)).all().get();
            Poll.until("the topic to be gone", Vms.LIMIT, () -> !names(admin).contains(NAME));
            new BrokerTopics(admin, (short) 1).apply();
            Poll.until("the topic to be back", Vms.LIMIT, () -> names(admin).contains(NAME));
        }
    }

    private static Set<String> names(Admin admin) {
        try {
            return admin.listTopics().names().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker does not list its topics", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    static void send(RouteIntent intent, int partition) throws ExecutionException, InterruptedException {
        var envelope = Envelope.of(UUID.randomUUID().toString(), "/another-fabric", Instant.now());
        try (var producer = new KafkaProducer<>(BROKER, new StringSerializer(), new ByteArraySerializer())) {
            producer.send(KafkaRecords.toProducerRecord(
                            EventCodec.encode(intent, envelope).inPartition(partition)))
                    .get();
        }
    }
}
