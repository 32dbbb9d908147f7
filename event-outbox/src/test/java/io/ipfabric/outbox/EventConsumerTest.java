package io.ipfabric.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ipfabric.contracts.codec.Envelope;
import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.event.AddressEvent;
import io.ipfabric.contracts.event.AddressEvent.AddressesReleased;
import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.event.VmEvent.VmDeleted;
import io.ipfabric.contracts.event.VmLifecycleEvent;
import io.ipfabric.contracts.event.VmRejection;
import io.ipfabric.contracts.kafka.KafkaRecords;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.outbox.testing.FabricBackends;
import io.ipfabric.outbox.testing.TopicReader;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.Test;

/** The consumer's shell on a real database; each test has a partition number of its own, which stands for a partition of its own. */
@QuarkusTest
@WithTestResource(FabricBackends.class)
class EventConsumerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    Mutiny.SessionFactory sessions;

    @Inject
    Inbox inbox;

    @Inject
    Outbox outbox;

    @Inject
    Preconditions preconditions;

    private final int partition = ThreadLocalRandom.current().nextInt(1_000, 1_000_000);
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final VmId a = VmId.of("a-" + partition);
    private final VmId b = VmId.of("b-" + partition);

    @Test
    void a_record_takes_effect_once_however_often_it_is_delivered() throws Throwable {
        var consumer = newConsumer();
        var batch = batch(record(0, a, 1), record(1, a, 2));

        consume(consumer, batch, this::remember);
        consume(consumer, batch, this::remember);
        consume(consumer, batch(record(1, a, 2), record(2, a, 3)), this::remember);

        assertThat(handled).containsExactly(a + "@1", a + "@2", a + "@3");
    }

    @Test
    void nothing_takes_effect_before_the_preconditions_are_met() throws Throwable {
        var delivered = new CountDownLatch(1);
        var answers = new ArrayDeque<>(List.of(Optional.of("the topic is ahead"), Optional.<String>empty()));
        Precondition precondition = () -> {
            delivered.await();
            var answer = answers.remove();
            handled.add(answer.orElse("met"));
            return answer;
        };
        var awaited = new Preconditions(List.of(precondition));
        awaited.start(new StartupEvent());

        var consumer = newConsumer(awaited);
        VertxContextSupport.subscribeAndAwait(() -> {
            var taken = consumer.consume(VmEvent.class, batch(record(0, a, 1)), this::remember);
            delivered.countDown();
            return taken;
        });
        awaitIdle(consumer);

        assertThat(handled).containsExactly("the topic is ahead", "met", a + "@1");
        assertThat(awaited.call().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);
    }

    @Test
    void not_ready_and_saying_why_while_a_precondition_cannot_be_found_out() {
        var awaited = new Preconditions(List.of(() -> {
            throw new IOException("no broker");
        }));
        awaited.start(new StartupEvent());

        await().untilAsserted(() ->
                assertThat(awaited.call().getData().orElseThrow()).containsValue("java.io.IOException: no broker"));
        assertThat(awaited.call().getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
        awaited.stop(new ShutdownEvent());
    }

    @Test
    void passing_trouble_is_retried_in_place_until_it_is_over() throws Throwable {
        var troubles = new AtomicInteger(5);

        consume(
                newConsumer(),
                batch(record(0, a, 1)),
                (session, delivery) -> troubles.getAndDecrement() > 0
                        ? Uni.createFrom().failure(new IOException("the database restarts"))
                        : remember(session, delivery));

        assertThat(handled).containsExactly(a + "@1");
    }

    @Test
    void what_cannot_be_handled_parks_its_key_and_others_go_on() throws Throwable {
        EventHandler<VmEvent> failing =
                (session, delivery) -> delivery.event().vm().equals(a)
                        ? Uni.createFrom().failure(new IllegalStateException("a defect"))
                        : remember(session, delivery);

        consume(newConsumer(), batch(record(0, a, 1), record(1, b, 1), record(2, a, 2), record(3, b, 2)), failing);
        assertThat(handled).containsExactly(b + "@1", b + "@2");

        // A newer version starts: what is parked comes first, in its order, then what is new.
        consume(newConsumer(), batch(record(4, a, 3)), this::remember);
        assertThat(handled).containsExactly(b + "@1", b + "@2", a + "@1", a + "@2", a + "@3");
    }

    @Test
    void what_cannot_be_read_parks_its_key_and_others_go_on() throws Throwable {
        var garbage = new ConsumerRecord<>(
                Topic.VM_EVENTS.toString(), partition, 0L, a.value(), "garbage".getBytes(StandardCharsets.UTF_8));

        consume(newConsumer(), batch(garbage, record(1, b, 1), record(2, a, 1)), this::remember);

        assertThat(handled).containsExactly(b + "@1");
    }

    @Test
    void who_looks_at_all_at_once_is_given_what_was_polled_and_after_a_failure_each_alone() throws Throwable {
        var polled = new CopyOnWriteArrayList<Integer>();
        BatchHandler<VmEvent> together = (session, deliveries) -> {
            polled.add(deliveries.size());
            return deliveries.size() > 2
                    ? Uni.createFrom().failure(new IllegalStateException("a defect"))
                    : BatchHandler.oneByOne(this::remember).handle(session, deliveries);
        };
        var consumer = newConsumer();

        consumeTogether(consumer, batch(record(0, a, 1), record(1, b, 1)), together);
        assertThat(polled).containsExactly(2);
        consumeTogether(consumer, batch(record(1, b, 1), record(2, a, 2), record(3, b, 2), record(4, a, 3)), together);

        assertThat(polled).as("what is new at once, then each alone").containsExactly(2, 3, 1, 1, 1);
        assertThat(handled).containsExactly(a + "@1", b + "@1", a + "@2", b + "@2", a + "@3");
    }

    @Test
    void what_comes_while_others_are_handled_is_handled_next_together_and_in_its_order() throws Throwable {
        var together = new CopyOnWriteArrayList<Integer>();
        var begun = new CompletableFuture<Void>();
        var others = new CompletableFuture<Void>();
        BatchHandler<VmEvent> slow = (session, deliveries) -> {
            together.add(deliveries.size());
            begun.complete(null);
            return Uni.createFrom().completionStage(others).chain(() -> BatchHandler.oneByOne(this::remember)
                    .handle(session, deliveries));
        };
        var consumer = newConsumer();

        VertxContextSupport.subscribeAndAwait(() -> {
            var context = Objects.requireNonNull(Vertx.currentContext());
            return consumer.consumeTogetherAsTheWriter(VmEvent.class, batch(record(0, a, 1)), slow)
                    .chain(() -> Uni.createFrom().completionStage(begun))
                    .chain(() -> consumer.consumeTogetherAsTheWriter(VmEvent.class, batch(record(1, b, 1)), slow))
                    .chain(() -> consumer.consumeTogetherAsTheWriter(
                            VmEvent.class, batch(record(1, b, 1), record(2, a, 2), record(3, b, 2)), slow))
                    .invoke(() -> context.runOnContext(_ -> others.complete(null)));
        });
        awaitIdle(consumer);

        // A partition that was lost and came back had brought the second once more.
        assertThat(together).containsExactly(1, 3);
        assertThat(handled).containsExactly(a + "@1", b + "@1", a + "@2", b + "@2");
    }

    @Test
    void what_waits_for_the_writer_is_one_transaction_of_whatever_topic_it_is() throws Throwable {
        var transactions = new CopyOnWriteArrayList<String>();
        var committing = new CompletableFuture<Void>();
        var others = new CompletableFuture<Void>();
        EventHandler<VmEvent> handler = (session, _) -> transaction(session, transactions);
        var consumer = newConsumer(preconditions, _ -> {
            committing.complete(null);
            return Uni.createFrom().completionStage(others);
        });

        whileOneWaits(
                consumer,
                batch(record(0, a, 1)),
                handler,
                committing,
                () -> consumer.consumeAsTheWriter(VmEvent.class, batch(record(1, a, 2)), handler)
                        .chain(() -> consumeRelease(consumer, 0, transactions)),
                others);

        assertThat(transactions).hasSize(3);
        assertThat(transactions.get(1)).isEqualTo(transactions.get(2)).isNotEqualTo(transactions.getFirst());
    }

    @Test
    void the_writers_transaction_takes_along_what_comes_while_it_handles_others() throws Throwable {
        var transactions = new CopyOnWriteArrayList<String>();
        var begun = new CompletableFuture<Void>();
        var others = new CompletableFuture<Void>();
        EventHandler<VmEvent> slow = (session, _) -> {
            begun.complete(null);
            return Uni.createFrom().completionStage(others).chain(() -> transaction(session, transactions));
        };
        var consumer = newConsumer();
        VertxContextSupport.subscribeAndAwait(() -> consumeRelease(consumer, 0, transactions));
        awaitIdle(consumer);
        transactions.clear();

        whileOneWaits(
                consumer,
                batch(record(0, a, 1)),
                slow,
                begun,
                () -> consumer.consumeAsTheWriter(VmEvent.class, batch(record(1, a, 2)), slow)
                        .chain(() -> consumeRelease(consumer, 1, transactions)),
                others);

        assertThat(transactions).hasSize(3);
        assertThat(Set.copyOf(transactions)).hasSize(1);
    }

    @Test
    void what_was_taken_along_and_fails_is_tried_alone_and_only_its_key_is_parked() throws Throwable {
        var begun = new CompletableFuture<Void>();
        var others = new CompletableFuture<Void>();
        EventHandler<VmEvent> failing = (session, delivery) -> {
            begun.complete(null);
            return delivery.event().vm().equals(b)
                    ? Uni.createFrom().failure(new IllegalStateException("a defect"))
                    : Uni.createFrom().completionStage(others).chain(() -> remember(session, delivery));
        };
        var consumer = newConsumer();

        whileOneWaits(
                consumer,
                batch(record(0, a, 1)),
                failing,
                begun,
                () -> consumer.consumeAsTheWriter(
                        VmEvent.class,
                        batch(record(0, a, 1), record(1, b, 1), record(2, a, 2), record(3, b, 2)),
                        failing),
                others);
        assertThat(handled)
                .as("the first together in vain, then each alone")
                .containsExactly(a + "@1", a + "@1", a + "@2");

        consume(newConsumer(), batch(record(4, a, 3)), this::remember);
        assertThat(handled).endsWith(b + "@1", b + "@2", a + "@3");
    }

    @Test
    void no_more_is_asked_for_while_as_much_waits_as_one_transaction_holds() throws Throwable {
        var others = new CompletableFuture<Void>();
        EventHandler<VmEvent> slow = (session, delivery) ->
                Uni.createFrom().completionStage(others).chain(() -> remember(session, delivery));
        var consumer = newConsumer();
        var many = new ArrayList<ConsumerRecord<String, byte[]>>();
        for (int i = 1; i <= Backlog.TOGETHER_MAX; i++) {
            many.add(record(i, a, i));
        }

        VertxContextSupport.subscribeAndAwait(() -> {
            var context = Objects.requireNonNull(Vertx.currentContext());
            var first = consumer.consume(VmEvent.class, batch(record(0, a, 1)), slow)
                    .subscribeAsCompletionStage();
            var second = consumer.consume(VmEvent.class, batch(many), slow).subscribeAsCompletionStage();
            assertThat(first).isDone();
            assertThat(second).isNotDone();
            context.runOnContext(_ -> others.complete(null));
            return Uni.createFrom().completionStage(second);
        });
        awaitIdle(consumer);

        assertThat(handled).hasSize(1 + many.size());
    }

    /** A batch of the channel may be more than a transaction takes: however long a backlog is, memory holds two batches of it. */
    @Test
    void no_more_is_asked_for_before_fewer_wait_than_one_transaction_holds() throws Throwable {
        var handledBefore = new CompletableFuture<Integer>();
        var consumer = newConsumer();
        var many = new ArrayList<ConsumerRecord<String, byte[]>>();
        for (int i = 0; i < 3 * Backlog.TOGETHER_MAX; i++) {
            many.add(record(i, a, i + 1));
        }

        VertxContextSupport.subscribeAndAwait(() -> consumer.consume(VmEvent.class, batch(many), this::remember)
                .invoke(() -> handledBefore.complete(handled.size())));
        awaitIdle(consumer);

        assertThat(handledBefore.join()).isGreaterThan(Backlog.TOGETHER_MAX);
        assertThat(handled).hasSize(many.size());
    }

    @Test
    void of_levels_only_the_last_of_each_subject_that_was_polled_counts() throws Throwable {
        var batch = batch(record(0, a, 1), record(1, b, 1), record(2, a, 2), record(3, b, 2), record(4, a, 3));

        consumeTogether(newConsumer(), batch, BatchHandler.lastOfEach(Delivery::key, this::remember));

        assertThat(handled).containsExactly(a + "@3", b + "@2");
    }

    @Test
    void outside_a_record_is_handled_once_by_its_source_and_id_and_a_refusal_is_told() throws Throwable {
        var id = UUID.randomUUID().toString();
        var refused = outside(
                2, new VmLifecycleEvent.Deleted(b, null), UUID.randomUUID().toString());
        var garbage = new ConsumerRecord<>(
                Topic.VM_LIFECYCLE.toString(), partition, 3L, a.value(), "{".getBytes(StandardCharsets.UTF_8));
        var batch = batch(
                outside(0, new VmLifecycleEvent.Deleted(a, null), id),
                outside(1, new VmLifecycleEvent.Deleted(a, null), id),
                refused,
                garbage);

        var consumer = newConsumer();
        VertxContextSupport.subscribeAndAwait(
                () -> consumer.consumeOutside(VmLifecycleEvent.class, batch, (session, delivery) -> {
                    handled.add(delivery.event().vm().value());
                    return Uni.createFrom()
                            .item(
                                    delivery.event().vm().equals(b)
                                            ? Optional.of(Problem.of(ProblemType.UNKNOWN_VM, "there is none"))
                                            : Optional.empty());
                }));
        awaitIdle(consumer);

        assertThat(handled).containsExactly(a.value(), b.value());
        try (var reader = TopicReader.of(Topic.VM_REJECTIONS)) {
            var rejections = reader.read(VmRejection.class, r -> r.partition() == partition, 2, Duration.ofSeconds(20));
            assertThat(rejections)
                    .extracting(rejection -> rejection.problem().type())
                    .containsExactlyInAnyOrder(ProblemType.UNKNOWN_VM, ProblemType.UNREADABLE);
        }
    }

    private EventConsumer newConsumer() {
        return newConsumer(preconditions);
    }

    private EventConsumer newConsumer(Preconditions awaited, TransactionEnd... ends) {
        return new EventConsumer(sessions, inbox, outbox, awaited, List.of(ends));
    }

    /** While a batch is handled or committed, more comes. */
    private static void whileOneWaits(
            EventConsumer consumer,
            ConsumerRecords<String, byte[]> batch,
            EventHandler<VmEvent> slow,
            CompletableFuture<Void> reached,
            Supplier<Uni<Void>> more,
            CompletableFuture<Void> goOn)
            throws Throwable {
        VertxContextSupport.subscribeAndAwait(() -> {
            var context = Objects.requireNonNull(Vertx.currentContext());
            return consumer.consumeAsTheWriter(VmEvent.class, batch, slow)
                    .chain(() -> Uni.createFrom().completionStage(reached))
                    .chain(more::get)
                    .invoke(() -> context.runOnContext(_ -> goOn.complete(null)));
        });
        awaitIdle(consumer);
    }

    private Uni<Void> consumeRelease(EventConsumer consumer, long offset, List<String> transactions) {
        return consumer.consumeAsTheWriter(
                AddressEvent.class, batch(released(offset, a)), (session, _) -> transaction(session, transactions));
    }

    private static void consume(
            EventConsumer consumer, ConsumerRecords<String, byte[]> batch, EventHandler<VmEvent> handler)
            throws Throwable {
        consumeTogether(consumer, batch, BatchHandler.oneByOne(handler));
    }

    private static void consumeTogether(
            EventConsumer consumer, ConsumerRecords<String, byte[]> batch, BatchHandler<VmEvent> handler)
            throws Throwable {
        VertxContextSupport.subscribeAndAwait(() -> consumer.consumeTogetherAsTheWriter(VmEvent.class, batch, handler));
        awaitIdle(consumer);
    }

    private static void awaitIdle(EventConsumer consumer) {
        await().atMost(PATIENCE).until(consumer::isIdle);
    }

    private Uni<Void> remember(Mutiny.Session session, Delivery<VmEvent> delivery) {
        var event = (VmDeleted) delivery.event();
        handled.add(event.vm() + "@" + event.generation());
        return Uni.createFrom().voidItem();
    }

    private ConsumerRecord<String, byte[]> record(long offset, VmId vm, long generation) {
        return consumed(
                offset,
                new VmDeleted(vm, Generation.of(generation)),
                UUID.randomUUID().toString());
    }

    private static Uni<Void> transaction(Mutiny.Session session, List<String> transactions) {
        return session.createNativeQuery("select cast(pg_current_xact_id() as text)", String.class)
                .getSingleResult()
                .invoke(transactions::add)
                .replaceWithVoid();
    }

    private ConsumerRecord<String, byte[]> released(long offset, VmId vm) {
        var address = new AllocatedAddress(Address.of("198.51.100.7"), SequenceNumber.of(1), PoolName.of("public-v4"));
        return consumed(
                offset,
                new AddressesReleased(vm, Generation.of(1), List.of(address)),
                UUID.randomUUID().toString());
    }

    private ConsumerRecord<String, byte[]> outside(long offset, VmLifecycleEvent event, String id) {
        return consumed(offset, event, id);
    }

    private ConsumerRecord<String, byte[]> consumed(long offset, FabricEvent event, String id) {
        var wire = EventCodec.encode(
                event, Envelope.of(id, "/test", Clock.systemUTC().instant()));
        var produced = KafkaRecords.toProducerRecord(wire);
        var record = new ConsumerRecord<>(wire.topic().toString(), partition, offset, wire.key(), produced.value());
        produced.headers().forEach(header -> record.headers().add(header));
        return record;
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // The array is read here and nowhere else.
    private static ConsumerRecords<String, byte[]> batch(ConsumerRecord<String, byte[]>... records) {
        return batch(List.of(records));
    }

    private static ConsumerRecords<String, byte[]> batch(List<ConsumerRecord<String, byte[]>> records) {
        var first = records.getFirst();
        return new ConsumerRecords<>(Map.of(new TopicPartition(first.topic(), first.partition()), records), Map.of());
    }
}
