package io.ipfabric.outbox;

import io.ipfabric.outbox.OutboxStore.Unsent;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Publishes one shard's rows while this replica owns the shard. One thread runs {@link #run}; {@link #wake} may come from any.
 *
 * <p>Order, and why: 1. take the lease, so that replicas do not fight; 2. open the producer, which fences the owner before us;
 * 3. only then read rows, so that what the fenced owner still sent is either seen by us as deleted or sent again by us; 4. publish;
 * 5. delete, and read what came meanwhile. A stop between 4 and 5 publishes the batch again, in order: consumers take a repeated batch for what it is.
 */
final class ShardRelay implements Runnable {

    private static final Logger LOG = Logger.getLogger(ShardRelay.class);

    private final int shard;
    private final UUID owner;
    private final OutboxStore store;
    private final OutboxConfig config;
    private final Supplier<ShardProducer> producers;
    private final Consumer<List<Unsent>> published;
    private final Semaphore wakeUps = new Semaphore(0);
    private volatile boolean stopped;
    private @Nullable ShardProducer producer;
    private long leaseCheckedNanos;

    /** @param published hears of what the broker took */
    ShardRelay(
            int shard,
            UUID owner,
            OutboxStore store,
            OutboxConfig config,
            Supplier<ShardProducer> producers,
            Consumer<List<Unsent>> published) {
        this.shard = shard;
        this.owner = owner;
        this.store = store;
        this.config = config;
        this.producers = producers;
        this.published = published;
    }

    void wake() {
        wakeUps.release();
    }

    void stop() {
        stopped = true;
        wake();
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                pass();
                wakeUps.tryAcquire(config.poll().toMillis(), TimeUnit.MILLISECONDS);
                wakeUps.drainPermits();
            }
            abandon();
            store.giveUp(shard, owner);
        } catch (InterruptedException _) {
            abandon();
        } catch (OutboxException e) {
            LOG.debugf(e, "shard %d keeps its lease until it runs out", shard);
        }
    }

    private void pass() throws InterruptedException {
        try {
            if (owns()) {
                relay();
            }
        } catch (OutboxException e) {
            LOG.warnf("outbox shard %d: %s; it goes on", shard, e.getMessage());
            abandon();
        } catch (KafkaException e) {
            LOG.warnf(
                    "outbox shard %d: %s; %s",
                    shard,
                    ShardProducer.isFenced(e) ? "another replica owns it" : "the broker refused, it goes on",
                    e.getMessage());
            abandon();
        } catch (RuntimeException e) {
            // Whatever it is: without this thread nothing of the shard would ever be published again, and nobody would
            // say so.
            LOG.errorf(e, "outbox shard %d cannot be published, it is tried again", shard);
            abandon();
        }
    }

    /** Renewed at a third of the lease: two renewals may fail before another takes it. */
    private boolean owns() throws InterruptedException {
        long now = System.nanoTime();
        if (producer != null && now - leaseCheckedNanos < config.lease().toNanos() / 3) {
            return true;
        }
        if (!store.lease(shard, owner, config.lease())) {
            abandon();
            return false;
        }
        leaseCheckedNanos = now;
        if (producer == null) {
            producer = producers.get();
            LOG.infof("outbox shard %d is published from here", shard);
        }
        return true;
    }

    /** For as long as rows come and the shard is ours: the lease has to be renewed meanwhile. */
    private void relay() throws InterruptedException {
        var rows = store.next(shard, List.of(), config.batch());
        while (!rows.isEmpty() && owns()) {
            var sent = rows;
            Objects.requireNonNull(producer, "who owns the shard has one").publish(sent);
            rows = store.next(shard, sent, stopped ? 0 : config.batch());
            published.accept(sent);
        }
    }

    private void abandon() {
        var abandoned = producer;
        producer = null;
        if (abandoned == null) {
            return;
        }
        try {
            abandoned.close();
        } catch (KafkaException e) {
            LOG.debugf(e, "outbox shard %d: its producer did not close; the next one fences it", shard);
        }
    }
}
