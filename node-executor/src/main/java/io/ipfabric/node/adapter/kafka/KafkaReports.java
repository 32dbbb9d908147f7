package io.ipfabric.node.adapter.kafka;

import io.ipfabric.contracts.codec.Envelope;
import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.codec.EventTypes;
import io.ipfabric.contracts.codec.WireRecord;
import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.event.NodeReport;
import io.ipfabric.contracts.event.RouteReport;
import io.ipfabric.contracts.kafka.KafkaRecords;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.trace.TraceContext;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.logs.CurrentTrace;
import io.ipfabric.node.application.Reports;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends the newest report about each thing until it arrived or a newer one took its place. A thing has at most one record on
 * its way, so an older report never overtakes a newer one; memory is bounded by the number of things, however long the broker
 * is away. The producer must acknowledge from all replicas. Thread-safe; {@link #run} is its own thread.
 */
final class KafkaReports implements Reports, Runnable {

    private static final Logger LOG = Logger.getLogger(KafkaReports.class);
    private static final Logger PUBLISHED = Logger.getLogger("io.ipfabric.published");
    private static final int IN_FLIGHT_MAX = 256;
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(500);

    private final Producer<String, byte[]> producer;
    private final NodeName node;
    private final IntentTraces traces;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, WireRecord> waiting = new LinkedHashMap<>();
    private final Set<String> flying = new HashSet<>();
    private long notBefore = System.nanoTime();

    KafkaReports(Producer<String, byte[]> producer, NodeName node, IntentTraces traces, Clock clock) {
        this.producer = producer;
        this.node = node;
        this.traces = traces;
        this.clock = clock;
    }

    @Override
    public void publish(RouteReport report) {
        var cause = traces.of(report.vm(), report.epoch()).orElse(null);
        enqueue("route/" + report.vm(), encode(report, cause, node, clock));
    }

    @Override
    public void retract(VmId vm) {
        enqueue("route/" + vm, WireRecord.tombstone(Topic.ROUTE_REPORTS, null, vm + "/" + node));
    }

    @Override
    public void publish(NodeReport report) {
        var thing =
                switch (report) {
                    case NodeReport.Heartbeat _ -> "heartbeat";
                    case NodeReport.ResyncDone _ -> "resync";
                    case NodeReport.IntentRefused refused -> "refused/" + refused.vm();
                    case NodeReport.ConfigurationApplied _ -> "configuration";
                };
        var cause = report instanceof NodeReport.IntentRefused refused
                ? traces.of(refused.vm(), refused.epoch())
                : Optional.<TraceContext>empty();
        enqueue(thing, encode(report, cause.orElse(null), node, clock));
    }

    /** @param cause what it was told to do by; it is passed on as it came */
    static WireRecord encode(FabricEvent event, @Nullable TraceContext cause, NodeName node, Clock clock) {
        var envelope = Envelope.of(UUID.randomUUID().toString(), "/ip-fabric/node-executor/" + node, clock.instant());
        return EventCodec.encode(event, envelope.causedBy(cause));
    }

    private void enqueue(String thing, WireRecord record) {
        lock.lock();
        try {
            waiting.put(thing, record);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    private record Parcel(String thing, WireRecord record) {}

    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                send(next());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Parcel next() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                long pause = notBefore - System.nanoTime();
                if (pause > 0) {
                    changed.awaitNanos(pause);
                    continue;
                }
                for (var entry : waiting.entrySet()) {
                    if (flying.size() < IN_FLIGHT_MAX && !flying.contains(entry.getKey())) {
                        flying.add(entry.getKey());
                        waiting.remove(entry.getKey());
                        return new Parcel(entry.getKey(), entry.getValue());
                    }
                }
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void send(Parcel parcel) {
        try {
            var _ = producer.send(
                    KafkaRecords.toProducerRecord(parcel.record()), (_, failure) -> landed(parcel, failure));
            say(parcel.record());
        } catch (KafkaException | IllegalStateException e) {
            landed(parcel, e);
        }
    }

    /** In this thread, which only sends; what is sent again is said again. */
    private static void say(WireRecord record) {
        var trace = record.trace();
        if (trace.isPresent()) {
            var vm = record.topic().vmOf(record.key()).orElse(null);
            CurrentTrace.during(
                    trace.get(),
                    vm,
                    () -> PUBLISHED.infof(
                            "sent on %s: %s of %s",
                            record.topic(), record.headers().get(EventTypes.HEADER), record.key()));
        }
    }

    private void landed(Parcel parcel, @Nullable Exception failure) {
        lock.lock();
        try {
            flying.remove(parcel.thing());
            if (failure != null) {
                LOG.debugf("a report about %s did not arrive, it will be sent again: %s", parcel.thing(), failure);
                waiting.putIfAbsent(parcel.thing(), parcel.record());
                notBefore = System.nanoTime() + PAUSE_AFTER_FAILURE.toNanos();
            }
            changed.signal();
        } finally {
            lock.unlock();
        }
    }
}
