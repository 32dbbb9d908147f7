package io.ipfabric.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.event.VmEvent.VmDeleted;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.outbox.testing.FabricBackends;
import io.ipfabric.outbox.testing.TopicReader;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
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

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    Mutiny.SessionFactory sessions;

    @Inject
    Outbox outbox;

    @Test
    void what_was_committed_is_published_in_commit_order_for_each_key() throws Throwable {
        var vm = newVm();
        var first = deletions(vm, 1, 50);
        var second = deletions(vm, 51, 100);

        commit(first);
        commit(second);

        assertThat(generations(vm, 100))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 100).boxed().toList());
    }

    @Test
    void what_was_rolled_back_is_never_published() throws Throwable {
        var vm = newVm();

        assertThatThrownBy(() -> VertxContextSupport.subscribeAndAwait(
                        () -> sessions.withTransaction((session, _) -> outbox.publish(session, deletions(vm, 1, 1))
                                .chain(() -> Uni.createFrom().failure(new IllegalStateException("rolled back"))))))
                .hasMessage("rolled back");
        commit(deletions(vm, 2, 2));

        assertThat(generations(vm, 1)).containsExactly(2L);
    }

    @Test
    void nothing_to_publish_is_fine() throws Throwable {
        commit(List.of());
    }

    private void commit(List<Outgoing> records) throws Throwable {
        VertxContextSupport.subscribeAndAwait(
                () -> sessions.withTransaction((session, _) -> outbox.publish(session, records)));
    }

    private static VmId newVm() {
        return VmId.of("vm-" + UUID.randomUUID());
    }

    private static List<Outgoing> deletions(VmId vm, long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(generation -> Outgoing.of(new VmDeleted(vm, Generation.of(generation))))
                .toList();
    }

    private static List<Long> generations(VmId vm, int wanted) {
        try (var reader = TopicReader.of(Topic.VM_EVENTS)) {
            return reader.read(VmEvent.class, event -> event.vm().equals(vm), wanted, PATIENCE).stream()
                    .map(event -> ((VmDeleted) event).generation().value())
                    .toList();
        }
    }
}
