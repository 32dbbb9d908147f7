package io.ipfabric.lab.hypervisor;

import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.codec.UnreadableRecordException;
import io.ipfabric.contracts.event.AddressEvent;
import io.ipfabric.contracts.event.RouteEvent.MigrationProgressed;
import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.kafka.BrokerAccess;
import io.ipfabric.contracts.kafka.KafkaRecords;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.VmId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * The lab's hypervisor: reads the facts from their beginning at every start, compares what they add up to with the guests that exist,
 * and then follows. It keeps nothing of its own. One thread.
 */
public final class Hypervisor {

    private static final Logger LOG = Logger.getLogger(Hypervisor.class.getName());
    private static final List<Topic> TOPICS = List.of(Topic.VM_EVENTS, Topic.ADDRESS_EVENTS, Topic.ROUTE_EVENTS);

    /** Also the pace at which what failed is tried again. */
    private static final Duration POLL = Duration.ofMillis(100);

    private final Inventory inventory = new Inventory();
    private final Guests guests;
    private final KafkaConsumer<String, byte[]> consumer;

    private Hypervisor(KafkaConsumer<String, byte[]> consumer, MoveLog moves) {
        this.consumer = consumer;
        this.guests = new Guests(new GuestNetwork(), moves);
    }

    /**
     * Runs until the process is killed.
     *
     * @param ready written once the guests that exist were compared
     * @param moves gets a line for each move of a guest
     */
    public static void run(BrokerAccess broker, Path ready, MoveLog moves) throws IOException {
        Files.deleteIfExists(ready);
        var settings = new HashMap<>(broker.settings());
        settings.putAll(Map.of(
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed"));
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            var hypervisor = new Hypervisor(consumer, moves);
            hypervisor.catchUp();
            Files.writeString(ready, "");
            hypervisor.follow();
        }
    }

    private void catchUp() {
        var partitions = TOPICS.stream()
                .flatMap(topic -> consumer.partitionsFor(topic.toString()).stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        var ends = consumer.endOffsets(partitions);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (var record : consumer.poll(POLL)) {
                fold(record);
            }
        }
        var vms = inventory.vms();
        guests.removeOthers(
                vms.stream().flatMap(vm -> inventory.guest(vm).stream()).toList());
        vms.forEach(vm -> guests.change(vm, inventory.guest(vm)));
        LOG.info(() -> "following " + vms.size() + " VMs");
    }

    private void follow() {
        while (true) {
            for (var record : consumer.poll(POLL)) {
                fold(record).ifPresent(vm -> guests.change(vm, inventory.guest(vm)));
            }
            guests.retry();
        }
    }

    /** @return whose guest may have changed */
    private Optional<VmId> fold(ConsumerRecord<String, byte[]> record) {
        var wire = KafkaRecords.fromConsumerRecord(record);
        try {
            return switch (EventCodec.decode(wire.topic().family(), wire).event()) {
                case VmEvent event -> {
                    inventory.apply(event);
                    yield Optional.of(event.vm());
                }
                case AddressEvent event -> {
                    inventory.apply(event);
                    yield Optional.of(event.vm());
                }
                case MigrationProgressed event -> {
                    inventory.apply(event);
                    yield Optional.of(event.vm());
                }
                default -> Optional.empty();
            };
        } catch (UnreadableRecordException e) {
            LOG.warning(() -> "cannot read " + record.topic() + " " + record.partition() + "@" + record.offset() + ": "
                    + e.getMessage());
            return Optional.empty();
        }
    }
}
