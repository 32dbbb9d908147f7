package io.ipfabric.vm;

import io.ipfabric.contracts.codec.Envelope;
import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.event.AddressEvent.AddressesAllocated;
import io.ipfabric.contracts.event.AddressEvent.AddressesReleased;
import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.event.AddressEvent.AllocationRefused;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.RouteEvent.MigrationProgressed;
import io.ipfabric.contracts.event.RouteEvent.RouteAnnounced;
import io.ipfabric.contracts.event.RouteEvent.RouteConfirmed;
import io.ipfabric.contracts.event.RouteEvent.RouteWithdrawn;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.event.TopologyEvent.ClusterTopology;
import io.ipfabric.contracts.event.TopologyEvent.NodeTopology;
import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.event.VmRejection;
import io.ipfabric.contracts.kafka.KafkaRecords;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Asn;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.outbox.testing.FabricBackends;
import io.ipfabric.outbox.testing.TopicReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** The services and producers around this one, as far as it sees them: what they write to the real topics and read from them. */
public final class Neighbors {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Of every VM here: no id is used twice. */
    private static final Generation FIRST = Generation.of(1);

    private static final KafkaProducer<String, byte[]> PRODUCER = new KafkaProducer<>(
            Map.of(
                    ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                    FabricBackends.kafka().bootstrapServers(),
                    ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                    true),
            new StringSerializer(),
            new ByteArraySerializer());

    private Neighbors() {}

    public static void announceCluster(String name) {
        announceCluster(name, CutoverPolicy.SEAMLESS, null);
    }

    public static void announceCluster(String name, CutoverPolicy cutover, @Nullable StrictTimeout strictTimeout) {
        send(new ClusterTopology(
                ClusterName.of(name),
                Asn.of(65000),
                new Gateways(Address.of("10.0.0.1"), Address.of("fe80::1"), MacAddress.of("02:00:00:00:00:01")),
                cutover,
                strictTimeout,
                List.of()));
    }

    public static void announceNode(String name, String cluster) {
        send(new NodeTopology(NodeName.of(name), ClusterName.of(cluster), Address.of("198.51.100.11"), null, 0));
    }

    public static void allocate(String vm, String... addresses) {
        send(new AddressesAllocated(VmId.of(vm), FIRST, allocations(addresses)));
    }

    public static void refuseAllocation(String vm, Problem problem) {
        send(new AllocationRefused(VmId.of(vm), FIRST, problem));
    }

    public static void release(String vm, String... addresses) {
        send(new AddressesReleased(VmId.of(vm), FIRST, allocations(addresses)));
    }

    public static void announceRoute(String vm, String address, String node, long epoch) {
        send(new RouteAnnounced(
                VmId.of(vm),
                Address.of(address),
                SequenceNumber.of(1),
                NodeName.of(node),
                Epoch.of(epoch),
                Instant.parse("2026-01-01T12:00:00Z")));
    }

    public static void confirmRoute(String vm, String address, String node, long epoch) {
        send(new RouteConfirmed(
                VmId.of(vm),
                Address.of(address),
                SequenceNumber.of(1),
                NodeName.of(node),
                Epoch.of(epoch),
                List.of(),
                Instant.parse("2026-01-01T12:00:01Z")));
    }

    public static void withdrawRoute(String vm, String address, long epoch) {
        send(new RouteWithdrawn(
                VmId.of(vm),
                Address.of(address),
                SequenceNumber.of(1),
                null,
                Epoch.of(epoch),
                false,
                false,
                Instant.parse("2026-01-01T12:00:03Z")));
    }

    /** @param detail absent: all is well, and proved */
    public static void progressMigration(
            String vm, long generation, String target, MigrationPhase phase, @Nullable String detail) {
        send(new MigrationProgressed(
                VmId.of(vm),
                Generation.of(generation),
                NodeName.of(target),
                phase,
                detail == null,
                detail,
                Instant.parse("2026-01-01T12:00:02Z")));
    }

    private static List<AllocatedAddress> allocations(String... addresses) {
        return List.of(addresses).stream()
                .map(address -> new AllocatedAddress(Address.of(address), SequenceNumber.of(1), PoolName.of("public")))
                .toList();
    }

    public static void send(FabricEvent event) {
        send(event, UUID.randomUUID().toString(), null);
    }

    public static void send(FabricEvent event, String id, @Nullable Long sequence) {
        send(KafkaRecords.toProducerRecord(
                EventCodec.encode(event, new Envelope(id, "/tests/producer", Instant.EPOCH, sequence))));
    }

    public static void sendLifecycle(String key, byte[] value) {
        send(new ProducerRecord<>(Topic.VM_LIFECYCLE.toString(), key, value));
    }

    public static void send(ProducerRecord<String, byte[]> record) {
        try {
            PRODUCER.send(record).get();
        } catch (ExecutionException e) {
            throw new AssertionError("the broker did not take " + record, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while sending", e);
        }
    }

    /** The first facts about a VM that were published. */
    public static List<VmEvent> vmEvents(String vm, int wanted) {
        try (var reader = TopicReader.of(Topic.VM_EVENTS)) {
            return reader.read(VmEvent.class, event -> event.vm().value().equals(vm), wanted, PATIENCE);
        }
    }

    public static List<VmRejection> rejections(String subject, int wanted) {
        try (var reader = TopicReader.of(Topic.VM_REJECTIONS)) {
            return reader.read(VmRejection.class, event -> subject.equals(event.subject()), wanted, PATIENCE);
        }
    }
}
