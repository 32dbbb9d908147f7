package io.ipfabric.node.adapter.kafka;

import io.ipfabric.contracts.kafka.KafkaRecords;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jboss.logging.Logger;

/**
 * Reads a partition whole, then follows it, on a thread of its own, and goes on by itself after every failure. It reads the
 * whole again when it may have missed what compaction took away: after an hour without contact to the broker, when its offset
 * is not there any more, and daily.
 */
final class PartitionFollower implements Runnable {

    private static final Logger LOG = Logger.getLogger(PartitionFollower.class);

    private static final Duration POLL = Duration.ofSeconds(1);

    private final Supplier<Consumer<String, byte[]>> consumers;
    private final TopicPartition partition;
    private final RecordSink sink;
    private final Rhythm rhythm;
    private final LongConsumer lag;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /**
     * @param contactEvery how often it makes sure that the broker answers
     * @param gapMax the longest silence after which it goes on where it was
     * @param wholeEvery how often it reads the whole without a reason
     * @param retryAfter pause after a failure
     */
    record Rhythm(Duration contactEvery, Duration gapMax, Duration wholeEvery, Duration retryAfter) {

        static final Rhythm DEFAULT =
                new Rhythm(Duration.ofSeconds(10), Duration.ofHours(1), Duration.ofDays(1), Duration.ofSeconds(1));
    }

    /**
     * @param consumers with {@code auto.offset.reset=none}, so that a lost offset is noticed
     * @param lag hears how many records are still to be read, after each look
     */
    PartitionFollower(
            Supplier<Consumer<String, byte[]>> consumers,
            TopicPartition partition,
            RecordSink sink,
            Rhythm rhythm,
            LongConsumer lag) {
        this.consumers = consumers;
        this.partition = partition;
        this.sink = sink;
        this.rhythm = rhythm;
        this.lag = lag;
    }

    void stop() {
        stopped.countDown();
    }

    @Override
    public void run() {
        try {
            while (!isStopped()) {
                try (var consumer = consumers.get()) {
                    consumer.assign(List.of(partition));
                    follow(consumer);
                } catch (InterruptException | WakeupException _) {
                    return;
                } catch (KafkaException e) {
                    LOG.warnf("reading %s failed, it will be tried again: %s", partition, e.getMessage());
                    pause();
                } catch (RuntimeException e) {
                    // Whatever a sink fails at: a node must not become deaf, so the whole is read again.
                    LOG.errorf(e, "taking what %s holds failed, it will be tried again", partition);
                    pause();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void pause() throws InterruptedException {
        stopped.await(rhythm.retryAfter().toMillis(), TimeUnit.MILLISECONDS);
    }

    private boolean isStopped() {
        return stopped.getCount() == 0;
    }

    private void follow(Consumer<String, byte[]> consumer) throws InterruptedException {
        while (!isStopped()) {
            readWhole(consumer);
            try {
                LOG.infof("%s is read again from its beginning: %s", partition, followUntilDoubtful(consumer));
            } catch (InvalidOffsetException e) {
                LOG.warnf("%s is read again from its beginning: the offset is lost (%s)", partition, e.getMessage());
            }
        }
    }

    private void readWhole(Consumer<String, byte[]> consumer) throws InterruptedException {
        long end = endOf(consumer);
        consumer.seekToBeginning(Set.of(partition));
        sink.begun();
        while (!isStopped() && consumer.position(partition) < end) {
            poll(consumer);
        }
        if (!isStopped()) {
            sink.ended();
        }
    }

    private long endOf(Consumer<String, byte[]> consumer) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(Set.of(partition));
        return ends.getOrDefault(partition, 0L);
    }

    private boolean poll(Consumer<String, byte[]> consumer) throws InterruptedException {
        var records = consumer.poll(POLL);
        for (var record : records) {
            sink.accept(KafkaRecords.fromConsumerRecord(record));
        }
        consumer.currentLag(partition).ifPresent(lag);
        return !records.isEmpty();
    }

    /** @return why the whole should be read */
    private String followUntilDoubtful(Consumer<String, byte[]> consumer) throws InterruptedException {
        long wholeAt = System.nanoTime();
        long contactAt = wholeAt;
        while (!isStopped()) {
            if (poll(consumer)) {
                sink.caughtUp();
            }
            if (since(contactAt).compareTo(rhythm.contactEvery()) >= 0 && hasContact(consumer)) {
                if (since(contactAt).compareTo(rhythm.gapMax()) >= 0) {
                    return "there was no contact to the broker for " + since(contactAt);
                }
                contactAt = System.nanoTime();
            }
            if (since(wholeAt).compareTo(rhythm.wholeEvery()) >= 0) {
                return "it is time to";
            }
        }
        return "it is being stopped";
    }

    private static Duration since(long instant) {
        return Duration.ofNanos(System.nanoTime() - instant);
    }

    private boolean hasContact(Consumer<String, byte[]> consumer) {
        try {
            endOf(consumer);
            return true;
        } catch (InterruptException | WakeupException e) {
            throw e;
        } catch (KafkaException _) {
            return false;
        }
    }
}
