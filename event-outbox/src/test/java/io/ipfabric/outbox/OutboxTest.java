package io.ipfabric.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.event.VmEvent.VmDeleted;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.outbox.testing.FabricBackends;
import io.ipfabric.outbox.testing.TopicReader;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.vertx.RunOnVertxContext;
import io.quarkus.test.vertx.UniAsserter;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(FabricBackends.class)
class OutboxTest {

    @Inject
    Mutiny.SessionFactory sessions;

    @Inject
    Outbox outbox;

    @Test
    @RunOnVertxContext
    void what_was_committed_is_published_in_commit_order_for_each_key(UniAsserter asserter) {
        var vm = VmId.of("vm-" + UUID.randomUUID());
        var events = LongStream.rangeClosed(1, 50)
                .mapToObj(generation -> Outgoing.of(new VmDeleted(vm, Generation.of(generation))))
                .toList();

        asserter.execute(() -> sessions.withTransaction((session, _) -> outbox.publish(session, events)));

        asserter.execute(() -> assertThat(generations(vm, 50)).isSorted().hasSize(50));
    }

    @Test
    @RunOnVertxContext
    void what_was_rolled_back_is_never_published(UniAsserter asserter) {
        var vm = VmId.of("vm-" + UUID.randomUUID());
        var rolledBack = Outgoing.of(new VmDeleted(vm, Generation.of(1)));
        var committed = Outgoing.of(new VmDeleted(vm, Generation.of(2)));

        asserter.assertFailedWith(
                () -> sessions.withTransaction((session, _) -> outbox.publish(session, List.of(rolledBack))
                        .chain(() -> io.smallrye.mutiny.Uni.createFrom().failure(new IllegalStateException("no")))),
                IllegalStateException.class);
        asserter.execute(() -> sessions.withTransaction((session, _) -> outbox.publish(session, List.of(committed))));

        asserter.execute(() -> assertThat(generations(vm, 1)).containsExactly(2L));
    }

    private static List<Long> generations(VmId vm, int wanted) {
        try (var reader = TopicReader.of(Topic.VM_EVENTS)) {
            return reader.read(VmEvent.class, event -> event.vm().equals(vm), wanted, Duration.ofSeconds(20)).stream()
                    .map(event -> ((VmDeleted) event).generation().value())
                    .toList();
        }
    }
}
