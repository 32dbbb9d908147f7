package io.ipfabric.outbox;

import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/**
 * What came of one topic and is not handled yet. Whatever comes while some of it is handled is handled next, together: so the busier it is,
 * the fewer transactions it takes. Thread-safe.
 */
final class Backlog {

    /**
     * Records of one transaction; and as many may wait before no more are asked for. Not more, because their locks are held to its end, and others want them.
     */
    static final int TOGETHER_MAX = 100;

    private final Queue<ConsumerRecord<String, byte[]>> waiting = new ArrayDeque<>();
    private boolean workedOff;
    private CompletableFuture<Void> room = CompletableFuture.completedFuture(null);

    /** @return whether the caller is to work it off, because nobody does */
    synchronized boolean add(ConsumerRecords<String, byte[]> batch) {
        batch.forEach(waiting::add);
        if (waiting.size() >= TOGETHER_MAX && room.isDone()) {
            room = new CompletableFuture<>();
        }
        boolean isFirst = !workedOff;
        workedOff = true;
        return isFirst;
    }

    /** What is to be handled next, in its order; nothing: whoever asked has worked it off. */
    List<ConsumerRecord<String, byte[]>> take() {
        var taken = new ArrayList<ConsumerRecord<String, byte[]>>();
        CompletableFuture<Void> asked;
        synchronized (this) {
            while (taken.size() < TOGETHER_MAX && !waiting.isEmpty()) {
                taken.add(waiting.remove());
            }
            workedOff = !taken.isEmpty();
            asked = room;
        }
        // Outside of the lock, when all is as it will be: whoever waits for it may add more at once.
        asked.complete(null);
        return taken;
    }

    /** It cannot be worked off: nothing more is taken, and whoever waits is told. */
    synchronized void fail(Throwable failure) {
        room.completeExceptionally(failure);
        room = CompletableFuture.failedFuture(failure);
    }

    /** When more may come. */
    synchronized Uni<Void> room() {
        return Uni.createFrom().completionStage(room::copy);
    }

    /** Whether all that came is handled. */
    synchronized boolean isIdle() {
        return !workedOff;
    }
}
