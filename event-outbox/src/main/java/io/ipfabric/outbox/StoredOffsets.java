package io.ipfabric.outbox;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * Starts each assigned partition where the database says that consumption stands. Called on Kafka's polling thread, which may block. A stored
 * offset past the partition's end means that the topic was made anew: then everything in it is read, and said so.
 */
@ApplicationScoped
@Identifier("stored-offsets")
class StoredOffsets implements KafkaConsumerRebalanceListener {

    private static final Logger LOG = Logger.getLogger(StoredOffsets.class);
    private static final Duration DATABASE_TIMEOUT = Duration.ofSeconds(30);

    private final Pool pool;

    @Inject
    StoredOffsets(Pool pool) {
        this.pool = pool;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        var ends = consumer.endOffsets(partitions);
        for (var partition : partitions) {
            var stored = stored(partition);
            var end = ends.get(partition);
            if (stored.isEmpty()) {
                consumer.seekToBeginning(List.of(partition));
            } else if (end != null && stored.getAsLong() + 1 > end) {
                LOG.errorf(
                        "%s ends at %d, but %d was consumed: the topic was made anew, it is read whole",
                        partition, end, stored.getAsLong());
                forget(partition);
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.seek(partition, stored.getAsLong() + 1);
            }
        }
    }

    private OptionalLong stored(TopicPartition partition) {
        var rows = await(pool.preparedQuery("select \"offset\" from inbox_offset where topic = $1 and partition = $2")
                .execute(Tuple.of(partition.topic(), partition.partition())));
        var row = rows.iterator();
        if (!row.hasNext()) {
            return OptionalLong.empty();
        }
        long offset = row.next().getLong(0);
        return offset < 0 ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    private void forget(TopicPartition partition) {
        await(pool.preparedQuery("delete from inbox_offset where topic = $1 and partition = $2")
                .execute(Tuple.of(partition.topic(), partition.partition())));
    }

    private static <T> T await(io.vertx.core.Future<T> future) {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .get(DATABASE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new OutboxException("the stored offsets cannot be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new OutboxException("interrupted while reading the stored offsets", e);
        }
    }
}
