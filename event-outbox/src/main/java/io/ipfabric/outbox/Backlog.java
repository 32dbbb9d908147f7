package io.ipfabric.outbox;

import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jspecify.annotations.Nullable;

/**
 * What came of one topic, or of several whose transactions could not run beside each other anyway, and is not handled yet. Whatever comes while some of it is
 * handled is handled next, together, or taken along: so the busier it is, the fewer transactions it takes. Thread-safe.
 */
final class Backlog {

    /**
     * Records of a topic in one transaction; and as many may wait before no more are asked for. Not more, because their locks are held to its end, and others want
     * them.
     */
    static final int TOGETHER_MAX = 100;

    private final Map<String, Waiting> topics = new LinkedHashMap<>();
    private boolean workedOff;
    private @Nullable Throwable failure;

    /**
     * Records of one topic, in their order.
     *
     * @param step what is done with them
     */
    record Portion(String topic, List<ConsumerRecord<String, byte[]>> records, RecordStep step) {

        /** The records of each topic as one, in their order. */
        static List<Portion> joined(List<Portion> portions) {
            var byTopic = new LinkedHashMap<String, Portion>();
            portions.forEach(portion -> byTopic.merge(portion.topic(), portion, Portion::and));
            return List.copyOf(byTopic.values());
        }

        private Portion and(Portion later) {
            var all = new ArrayList<>(records);
            all.addAll(later.records);
            return new Portion(topic, all, step);
        }
    }

    /** What waits of a topic. */
    private static final class Waiting {

        private final RecordStep step;
        private final Queue<ConsumerRecord<String, byte[]>> records = new ArrayDeque<>();
        private CompletableFuture<Void> room = CompletableFuture.completedFuture(null);

        Waiting(RecordStep step) {
            this.step = step;
        }

        void add(ConsumerRecords<String, byte[]> batch) {
            batch.forEach(records::add);
            if (records.size() >= TOGETHER_MAX && room.isDone()) {
                room = new CompletableFuture<>();
            }
        }

        List<ConsumerRecord<String, byte[]>> take() {
            var taken = new ArrayList<ConsumerRecord<String, byte[]>>();
            while (taken.size() < TOGETHER_MAX && !records.isEmpty()) {
                taken.add(records.remove());
            }
            return taken;
        }
    }

    /**
     * @param step the same for all of the topic
     * @return whether the caller is to work it off, because nobody does
     */
    synchronized boolean add(String topic, ConsumerRecords<String, byte[]> batch, RecordStep step) {
        topics.computeIfAbsent(topic, _ -> new Waiting(step)).add(batch);
        boolean isFirst = !workedOff;
        workedOff = true;
        return isFirst;
    }

    /** What is to be handled next, of each topic in its order; nothing: whoever asked has worked it off. */
    List<Portion> take() {
        return take(_ -> true, true);
    }

    /** What came since, of some topics, to be handled with what is handled now. */
    List<Portion> takeMore(Predicate<String> wanted) {
        return take(wanted, false);
    }

    private List<Portion> take(Predicate<String> wanted, boolean isNext) {
        var portions = new ArrayList<Portion>();
        var asked = new ArrayList<CompletableFuture<Void>>();
        synchronized (this) {
            topics.forEach((topic, waiting) -> {
                if (wanted.test(topic) && !waiting.records.isEmpty()) {
                    portions.add(new Portion(topic, waiting.take(), waiting.step));
                    if (waiting.records.size() < TOGETHER_MAX) {
                        asked.add(waiting.room);
                    }
                }
            });
            if (isNext) {
                workedOff = !portions.isEmpty();
            }
        }
        // Outside of the lock, when all is as it will be: whoever waits for it may add more at once.
        asked.forEach(room -> room.complete(null));
        return portions;
    }

    /** It cannot be worked off: nothing more is taken, and whoever waits is told. */
    synchronized void fail(Throwable why) {
        failure = why;
        topics.values().forEach(waiting -> waiting.room.completeExceptionally(why));
    }

    /** When more of the topic may come. Something of it has come. */
    synchronized Uni<Void> room(String topic) {
        if (failure != null) {
            return Uni.createFrom().failure(failure);
        }
        var waiting = Objects.requireNonNull(topics.get(topic), "a topic of which something came");
        return Uni.createFrom().completionStage(waiting.room::copy);
    }

    /** Whether all that came is handled. */
    synchronized boolean isIdle() {
        return !workedOff;
    }
}
