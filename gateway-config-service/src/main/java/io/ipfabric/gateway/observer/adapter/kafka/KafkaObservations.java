package io.ipfabric.gateway.observer.adapter.kafka;

import io.ipfabric.contracts.codec.Envelope;
import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.codec.WireRecord;
import io.ipfabric.contracts.event.RouteObservation.ReflectorRoute;
import io.ipfabric.contracts.kafka.KafkaRecords;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.gateway.observer.adapter.kafka.PublicationQueue.Waiting;
import io.ipfabric.gateway.observer.application.Observations;
import io.ipfabric.gateway.observer.application.ObserverMeters;
import io.ipfabric.gateway.observer.domain.Publication;
import io.ipfabric.gateway.observer.domain.Publication.Level;
import io.ipfabric.gateway.observer.domain.Publication.Tombstone;
import io.ipfabric.logs.CurrentTrace;
import io.ipfabric.logs.LogKeys;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Sends what {@link PublicationQueue} has, at once, until each arrived or a newer one took its place. Thread-safe; {@link #run} is its own
 * thread, and the only one that waits for the broker.
 */
public final class KafkaObservations implements Observations, Runnable, AutoCloseable {

    private static final Logger LOG = Logger.getLogger(KafkaObservations.class);
    private static final Logger PUBLISHED = Logger.getLogger("io.ipfabric.published");
    private static final String SOURCE = "/ip-fabric/gateway-config-service/observer";
    private static final Duration DELIVERY_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(200);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    /** Reflectors hear of a route within a millisecond of one another: who waits for all of them has to read once. */
    private static final Duration LINGER = Duration.ofMillis(1);

    private final Producer<String, byte[]> producer;
    private final Clock clock;
    private final ObserverMeters meters;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final PublicationQueue queue = new PublicationQueue();
    private long notBefore = System.nanoTime();
    private boolean troubled;
    private boolean closed;

    public KafkaObservations(Producer<String, byte[]> producer, Clock clock, ObserverMeters meters) {
        this.producer = producer;
        this.clock = clock;
        this.meters = meters;
        meters.watchWaiting(this::size);
    }

    /**
     * Idempotent, so that what the client itself sends again is in order.
     *
     * @param broker what all clients of the service have in common
     */
    public static Producer<String, byte[]> producer(Map<String, Object> broker) {
        var settings = new HashMap<>(broker);
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "gateway-config-service-observer");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.LINGER_MS_CONFIG, LINGER.toMillis());
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, REQUEST_TIMEOUT.toMillis());
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) REQUEST_TIMEOUT.toMillis());
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) DELIVERY_TIMEOUT.toMillis());
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 8L << 20);
        return new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    }

    @Override
    public void publish(List<Publication> publications) {
        lock.lock();
        try {
            long now = System.nanoTime();
            publications.forEach(each -> queue.add(each, now));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        try {
            for (var next = next(); next != null; next = next()) {
                send(next);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives what waits a moment to arrive. */
    @Override
    public void close() {
        lock.lock();
        try {
            long left = LAST_WORDS.toNanos();
            while (queue.size() > 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            closed = true;
            changed.signalAll();
            lock.unlock();
        }
        producer.close(LAST_WORDS);
    }

    private int size() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /** Null: it is closed. */
    private @Nullable Waiting next() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (!closed) {
                long pause = notBefore - System.nanoTime();
                var next = pause > 0 ? null : queue.take().orElse(null);
                if (next != null) {
                    return next;
                }
                if (pause > 0) {
                    var _ = changed.await(pause, TimeUnit.NANOSECONDS);
                } else {
                    changed.await();
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private void send(Waiting next) {
        try {
            var _ = producer.send(
                    KafkaRecords.toProducerRecord(record(next.publication())), (_, failure) -> landed(next, failure));
            say(next.publication());
        } catch (KafkaException | IllegalStateException e) {
            landed(next, e);
        }
    }

    private WireRecord record(Publication publication) {
        return switch (publication) {
            case Level(var observation) ->
                EventCodec.encode(observation, Envelope.of(UUID.randomUUID().toString(), SOURCE, clock.instant()));
            case Tombstone(var key) -> WireRecord.tombstone(Topic.ROUTE_OBSERVATIONS, null, key);
        };
    }

    /** What a reflector holds has no cause in a request that a router would pass on: where a trace ends, the address leads on. */
    private static void say(Publication publication) {
        if (PUBLISHED.isDebugEnabled() && publication instanceof Level(ReflectorRoute route)) {
            CurrentTrace.put(LogKeys.ADDRESS, route.prefix().network());
            PUBLISHED.debugf("sent on %s: %s", Topic.ROUTE_OBSERVATIONS, route.partitionKey());
            CurrentTrace.put(LogKeys.ADDRESS, null);
        }
    }

    private void landed(Waiting sent, @Nullable Exception failure) {
        lock.lock();
        try {
            if (failure == null) {
                queue.arrived(sent);
                meters.published(Duration.ofNanos(System.nanoTime() - sent.since()));
            } else {
                queue.failed(sent);
                notBefore = System.nanoTime() + PAUSE_AFTER_FAILURE.toNanos();
            }
            say(failure);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Once, until it works again. */
    private void say(@Nullable Exception failure) {
        if (failure != null && !troubled && !closed) {
            LOG.warnf("observations do not arrive, the newest of each wait: %s", failure.getMessage());
        } else if (failure == null && troubled) {
            LOG.info("observations arrive again");
        }
        troubled = failure != null;
    }
}
