package io.ipfabric.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.codec.EventTypes;
import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.event.VmEvent.VmCreated;
import io.ipfabric.contracts.event.VmEvent.VmDeleted;
import io.ipfabric.contracts.event.VmEvent.VmStopped;
import io.ipfabric.contracts.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KindsOfEventsTest {

    private static final Set<Class<? extends VmEvent>> ASKED_FOR = Set.of(VmCreated.class, VmDeleted.class);
    private static final TopicPartition FIRST = new TopicPartition(Topic.VM_EVENTS.toString(), 0);
    private static final TopicPartition SECOND = new TopicPartition(Topic.VM_EVENTS.toString(), 1);

    @Test
    void what_says_that_it_is_of_another_kind_is_left_out() {
        var kept = KindsOfEvents.only(
                ASKED_FOR,
                new ConsumerRecords<>(
                        Map.of(
                                FIRST,
                                List.of(
                                        record(FIRST, 0, name(VmStopped.class)),
                                        record(FIRST, 1, name(VmDeleted.class)),
                                        record(FIRST, 2, name(VmStopped.class)),
                                        record(FIRST, 3, name(VmCreated.class))),
                                SECOND,
                                List.of(record(SECOND, 0, name(VmStopped.class)))),
                        Map.of()));

        assertThat(kept.partitions()).containsExactly(FIRST);
        assertThat(kept.records(FIRST)).extracting(ConsumerRecord::offset).containsExactly(1L, 3L);
    }

    @Test
    void what_does_not_say_it_and_what_is_unknown_is_for_whoever_reads_it() {
        var batch = new ConsumerRecords<>(
                Map.of(FIRST, List.of(record(FIRST, 0, null), record(FIRST, 1, "io.ipfabric.vm-event.cloned.v1"))),
                Map.of());

        assertThat(KindsOfEvents.only(ASKED_FOR, batch).count()).isEqualTo(2);
    }

    private static String name(Class<? extends VmEvent> kind) {
        return Objects.requireNonNull(EventTypes.all().get(kind));
    }

    private static ConsumerRecord<String, byte[]> record(TopicPartition partition, long offset, @Nullable String type) {
        var record = new ConsumerRecord<>(partition.topic(), partition.partition(), offset, "vm", new byte[0]);
        if (type != null) {
            record.headers().add(EventTypes.HEADER, type.getBytes(StandardCharsets.UTF_8));
        }
        return record;
    }
}
