package io.ipfabric.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipfabric.contracts.codec.Envelope;
import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.event.VmEvent.VmDeleted;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.outbox.OutboxStore.Unsent;
import io.ipfabric.outbox.testing.FabricBackends;
import io.ipfabric.outbox.testing.TopicReader;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

/** Two replicas and one shard: the lease decides who works, the broker decides who may. */
@QuarkusTest
@WithTestResource(FabricBackends.class)
class ShardFenceTest {

    private static final int SHARD = 0;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    OutboxStore store;

    private final String service = "fence-" + UUID.randomUUID();
    private final VmId vm = VmId.of("vm-" + UUID.randomUUID());

    @Test
    void an_owner_that_slept_cannot_publish_after_its_successor() {
        try (var sleeper = open();
                var successor = open()) {
            successor.publish(List.of(row(2)));

            assertThatThrownBy(() -> sleeper.publish(List.of(row(1))))
                    .isInstanceOfSatisfying(KafkaException.class, failure -> assertThat(ShardProducer.isFenced(failure))
                            .isTrue());

            successor.publish(List.of(row(3)));
            assertThat(generations(2)).containsExactly(2L, 3L);
        }
    }

    @Test
    void a_lease_is_kept_by_its_owner_until_it_runs_out_or_is_given_up() throws InterruptedException {
        var first = UUID.randomUUID();
        var second = UUID.randomUUID();
        int shard = 1000;
        assertThat(store.lease(shard, first, Duration.ofMinutes(1))).isTrue();
        assertThat(store.lease(shard, first, Duration.ofMinutes(1))).isTrue();

        assertThat(store.lease(shard, second, Duration.ofMinutes(1))).isFalse();
        store.giveUp(shard, second);
        assertThat(store.lease(shard, second, Duration.ofMinutes(1))).isFalse();
        store.giveUp(shard, first);

        assertThat(store.lease(shard, second, Duration.ofMinutes(1))).isTrue();
    }

    private ShardProducer open() {
        return ShardProducer.open(service, SHARD, FabricBackends.broker().settings());
    }

    private Unsent row(long generation) {
        var event = new VmDeleted(vm, Generation.of(generation));
        var envelope = Envelope.of(UUID.randomUUID().toString(), "/ip-fabric/" + service, Instant.now());
        return new Unsent(generation, EventCodec.encode(event, envelope));
    }

    private List<Long> generations(int wanted) {
        try (var reader = TopicReader.of(Topic.VM_EVENTS)) {
            return reader.read(VmEvent.class, event -> event.vm().equals(vm), wanted, PATIENCE).stream()
                    .map(event -> ((VmDeleted) event).generation().value())
                    .toList();
        }
    }
}
