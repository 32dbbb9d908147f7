package io.ipfabric.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ipfabric.contracts.codec.Envelope;
import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.codec.WireRecord;
import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.event.VmEvent.VmDeleted;
import io.ipfabric.contracts.event.VmEvent.VmStopped;
import io.ipfabric.contracts.event.VmLifecycleEvent;
import io.ipfabric.contracts.kafka.KafkaRecords;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.trace.TraceContext;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.logs.CurrentTrace;
import io.ipfabric.logs.LogKeys;
import io.ipfabric.outbox.testing.FabricBackends;
import io.ipfabric.outbox.testing.TopicReader;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.MDC;
import org.jboss.logmanager.ExtLogRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One trace from a record, or a request, over the outbox to what is published because of it. */
@QuarkusTest
@WithTestResource(FabricBackends.class)
class TraceTest {

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
    private final VmId a = VmId.of("a-" + partition);
    private final VmId b = VmId.of("b-" + partition);
    private final VmId c = VmId.of("c-" + partition);
    private final Map<VmId, Optional<TraceContext>> seen = new ConcurrentHashMap<>();

    @Test
    void what_a_request_publishes_has_its_trace_and_a_line_of_the_log() throws Throwable {
        var lines = new ConcurrentHashMap<String, String>();
        var log = Logger.getLogger("io.ipfabric.published");
        var listener = new Listener(lines);
        log.addHandler(listener);
        var trace = begun();
        try {
            VertxContextSupport.subscribeAndAwait(() -> Caused.by(
                    trace,
                    a.value(),
                    () -> sessions.withTransaction((session, _) ->
                            outbox.publish(session, List.of(Outgoing.of(new VmDeleted(a, Generation.of(1))))))));

            assertThat(published(a).trace()).contains(trace);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(lines).containsEntry(a.value(), trace.traceId()));
        } finally {
            log.removeHandler(listener);
        }
    }

    @Test
    void what_nobody_asked_for_has_none() throws Throwable {
        VertxContextSupport.subscribeAndAwait(() -> sessions.withTransaction(
                (session, _) -> outbox.publish(session, List.of(Outgoing.of(new VmDeleted(a, Generation.of(1)))))));

        assertThat(published(a).headers()).doesNotContainKey("ce_traceparent");
    }

    @Test
    void of_records_that_are_handled_together_each_keeps_its_own() throws Throwable {
        var ofA = begun();
        var ofB = begun();
        var batch = batch(
                Topic.VM_EVENTS,
                record(0, new VmStopped(a, NodeName.of("node1"), Generation.of(1)), ofA),
                record(1, new VmStopped(b, NodeName.of("node1"), Generation.of(1)), ofB),
                record(2, new VmStopped(c, NodeName.of("node1"), Generation.of(1)), null));

        VertxContextSupport.subscribeAndAwait(() ->
                newConsumer().consumeTogetherAsTheWriter(VmEvent.class, batch, BatchHandler.oneByOne(this::goOn)));

        assertThat(published(a).trace()).hasValueSatisfying(trace -> assertChild(trace, ofA));
        assertThat(published(b).trace()).hasValueSatisfying(trace -> assertChild(trace, ofB));
        assertThat(published(c).trace()).isEmpty();
        assertThat(seen.get(a)).isEqualTo(published(a).trace());
    }

    @Test
    void of_several_records_about_one_thing_the_last_is_the_cause() throws Throwable {
        var earlier = begun();
        var later = begun();
        var batch = batch(
                Topic.VM_EVENTS,
                record(0, new VmStopped(a, NodeName.of("node1"), Generation.of(1)), earlier),
                record(1, new VmStopped(a, NodeName.of("node1"), Generation.of(2)), later));

        VertxContextSupport.subscribeAndAwait(() -> newConsumer()
                .consumeTogetherAsTheWriter(VmEvent.class, batch, BatchHandler.lastOfEach(Delivery::key, this::goOn)));

        assertThat(published(a).trace()).hasValueSatisfying(trace -> assertChild(trace, later));
    }

    @Test
    void a_trace_begins_with_an_outside_record_that_brings_none_or_goes_on_with_what_it_brings() throws Throwable {
        var brought = begun();
        var batch = batch(
                Topic.VM_LIFECYCLE,
                record(0, new VmLifecycleEvent.Deleted(a, null), brought),
                record(1, new VmLifecycleEvent.Deleted(b, null), null));

        VertxContextSupport.subscribeAndAwait(
                () -> newConsumer().consumeOutside(VmLifecycleEvent.class, batch, (session, delivery) -> publish(
                                session, delivery.event().vm())
                        .replaceWith(Optional.empty())));

        assertThat(published(a).trace()).hasValueSatisfying(trace -> assertChild(trace, brought));
        assertThat(published(b).trace())
                .hasValueSatisfying(trace -> assertThat(trace.traceId()).isNotEqualTo(brought.traceId()));
    }

    private static void assertChild(TraceContext child, TraceContext parent) {
        assertThat(child.traceId()).isEqualTo(parent.traceId());
        assertThat(child.spanId()).isNotEqualTo(parent.spanId());
    }

    private static TraceContext begun() {
        return TraceContext.begun(ThreadLocalRandom.current());
    }

    private Uni<Void> goOn(Mutiny.Session session, Delivery<VmEvent> delivery) {
        return publish(session, delivery.event().vm());
    }

    private Uni<Void> publish(Mutiny.Session session, VmId vm) {
        return session.createNativeQuery("select 1", Integer.class)
                .getSingleResult()
                .invoke(() -> {
                    seen.put(vm, CurrentTrace.find());
                    assertThat(MDC.get(LogKeys.VM)).isEqualTo(vm.value());
                })
                .chain(() -> outbox.publish(session, List.of(Outgoing.of(new VmDeleted(vm, Generation.of(9))))));
    }

    private WireRecord published(VmId vm) {
        try (var reader = TopicReader.of(Topic.VM_EVENTS)) {
            return reader.readOf(vm.value(), 1, PATIENCE).getFirst();
        }
    }

    private EventConsumer newConsumer() {
        return new EventConsumer(sessions, inbox, outbox, preconditions, List.of());
    }

    private ConsumerRecord<String, byte[]> record(long offset, FabricEvent event, @Nullable TraceContext trace) {
        var envelope = Envelope.of(UUID.randomUUID().toString(), "/test", Instant.now());
        var produced = KafkaRecords.toProducerRecord(EventCodec.encode(event, envelope.causedBy(trace)));
        var record = new ConsumerRecord<>(produced.topic(), partition, offset, produced.key(), produced.value());
        produced.headers().forEach(header -> record.headers().add(header));
        return record;
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // The array is read here and nowhere else.
    private ConsumerRecords<String, byte[]> batch(Topic topic, ConsumerRecord<String, byte[]>... records) {
        return new ConsumerRecords<>(
                Map.of(new TopicPartition(topic.toString(), partition), List.of(records)), Map.of());
    }

    /** Trace by VM. */
    private static final class Listener extends Handler {

        private final Map<String, String> lines;

        Listener(Map<String, String> lines) {
            this.lines = lines;
        }

        @Override
        public void publish(LogRecord line) {
            var record = (ExtLogRecord) line;
            var vm = record.getMdc(LogKeys.VM);
            var trace = record.getMdc(LogKeys.TRACE_ID);
            if (vm != null && trace != null) {
                lines.put(vm, trace);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
