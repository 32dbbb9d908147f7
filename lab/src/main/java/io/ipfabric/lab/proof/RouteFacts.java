package io.ipfabric.lab.proof;

import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.codec.UnreadableRecordException;
import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.kafka.KafkaRecords;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.lab.process.Poll;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;

/** Reads {@code route-events} along, from the moment of its start, and keeps when each came. Moments are of {@link System#nanoTime}. */
public final class RouteFacts implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<String, byte[]> consumer;
    private final List<Told> told = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean stopping;

    private record Told(RouteEvent event, long at, Instant time) {}

    /**
     * What was looked for.
     *
     * @param after how long after the moment from which on it was looked for
     * @param time when the consumer had it, by CLOCK_REALTIME
     */
    public record Found<T>(T event, Duration after, Instant time) {}

    private RouteFacts(KafkaConsumer<String, byte[]> consumer) {
        this.consumer = consumer;
        consumer.seekToEnd(consumer.assignment());
        consumer.assignment().forEach(consumer::position);
        thread = Thread.ofPlatform().name("route-facts").start(this::follow);
    }

    /** Returns once it would hear of what is told. */
    public static RouteFacts fromNow() {
        return new RouteFacts(TopicFromBeginning.open(Topic.ROUTE_EVENTS));
    }

    /** The same, as services hear it: when it is on the topic, and not only when its transaction has ended there. */
    public static RouteFacts asServicesFromNow() {
        return new RouteFacts(TopicFromBeginning.open(Topic.ROUTE_EVENTS, IsolationLevel.READ_UNCOMMITTED));
    }

    private void follow() {
        try (consumer) {
            while (!stopping) {
                var records = consumer.poll(POLL);
                long now = System.nanoTime();
                var time = Instant.now();
                for (var record : records) {
                    var wire = KafkaRecords.fromConsumerRecord(record);
                    told.add(new Told(EventCodec.decode(RouteEvent.class, wire).event(), now, time));
                }
            }
        } catch (UnreadableRecordException e) {
            throw new AssertionError("route-events holds what nobody can read", e);
        }
    }

    /** The first that {@code wanted} accepts and that came after {@code start}; waits for it. */
    public <T> Found<T> await(String what, long start, Duration limit, Function<RouteEvent, Optional<T>> wanted) {
        return Poll.untilPresent(what, limit, () -> find(start, wanted));
    }

    /** As {@link #await}, if it came already. */
    public <T> Optional<Found<T>> find(long start, Function<RouteEvent, Optional<T>> wanted) {
        return told.stream()
                .filter(each -> each.at() > start)
                .flatMap(each -> wanted
                        .apply(each.event())
                        .map(event -> new Found<>(event, Duration.ofNanos(each.at() - start), each.time()))
                        .stream())
                .findFirst();
    }

    /** Facts of one kind, to look for. */
    public static <T extends RouteEvent> Function<RouteEvent, Optional<T>> only(Class<T> type, Predicate<T> wanted) {
        return event ->
                Optional.of(event).filter(type::isInstance).map(type::cast).filter(wanted);
    }

    @Override
    public void close() {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
