package io.ipfabric.outbox;

import io.ipfabric.contracts.event.FabricEvent;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/**
 * The shell of every consumer. The records of one partition are handled in their order, as many in one transaction as were polled, with the
 * offset in the same transaction: each takes effect once. Passing trouble of database or broker is retried in place for as long as it lasts;
 * a record that fails otherwise is tried alone, {@value #ATTEMPTS} times, and then parked with all later ones of its key (inside) or
 * rejected (outside), while the others go on. Nothing is handled before the service's {@link Preconditions} are met.
 *
 * <p>Called on the event loop, one batch of a channel at a time.
 */
@ApplicationScoped
public class EventConsumer {

    private static final Logger LOG = Logger.getLogger(EventConsumer.class);
    private static final int ATTEMPTS = 3;
    private static final Duration BACKOFF_FIRST = Duration.ofMillis(100);
    private static final Duration BACKOFF_MAX = Duration.ofSeconds(5);

    private final Mutiny.SessionFactory sessions;
    private final Inbox inbox;
    private final Outbox outbox;
    private final Preconditions preconditions;
    private final Set<String> replayed = ConcurrentHashMap.newKeySet();

    @Inject
    EventConsumer(Mutiny.SessionFactory sessions, Inbox inbox, Outbox outbox, Preconditions preconditions) {
        this.sessions = sessions;
        this.inbox = inbox;
        this.outbox = outbox;
        this.preconditions = preconditions;
    }

    /** For topics that services of this project write. The first batch after a start also tries what is parked once more. */
    public <E extends FabricEvent> Uni<Void> consume(
            Class<E> family, ConsumerRecords<String, byte[]> batch, EventHandler<E> handler) {
        return consumeTogether(family, batch, BatchHandler.oneByOne(handler));
    }

    /** The same, for a handler that looks at all that was polled of a partition at once. */
    public <E extends FabricEvent> Uni<Void> consumeTogether(
            Class<E> family, ConsumerRecords<String, byte[]> batch, BatchHandler<E> handler) {
        var step = new InsideStep<>(family, handler, inbox);
        return partitions(batch, partition -> replayParkedOnce(partition.topic(), step)
                .chain(() -> partition(batch.records(partition), step)));
    }

    /** For the topic that outsiders write: what is unreadable or refused goes to {@code vm-rejections}. */
    public <E extends FabricEvent> Uni<Void> consumeOutside(
            Class<E> family, ConsumerRecords<String, byte[]> batch, OutsideEventHandler<E> handler) {
        var step = new OutsideStep<>(family, handler, inbox, outbox, Clock.systemUTC());
        return partitions(batch, partition -> partition(batch.records(partition), step));
    }

    private Uni<Void> partitions(
            ConsumerRecords<String, byte[]> batch, Function<TopicPartition, Uni<? extends Void>> work) {
        return preconditions.whenMet().chain(() -> InOrder.each(batch.partitions(), work));
    }

    private Uni<Void> partition(List<ConsumerRecord<String, byte[]>> records, RecordStep step) {
        var together = retried(() -> transaction(records, step));
        return records.size() == 1
                ? alone(records.getFirst(), step)
                : together.onFailure().recoverWithUni(failure -> {
                    LOG.warnf(failure, "a batch of %d records failed; each is tried alone", records.size());
                    return oneByOne(records, step);
                });
    }

    private Uni<Void> oneByOne(List<ConsumerRecord<String, byte[]>> records, RecordStep step) {
        return InOrder.each(records, record -> alone(record, step));
    }

    private Uni<Void> alone(ConsumerRecord<String, byte[]> record, RecordStep step) {
        return retried(() -> transaction(List.of(record), step))
                .onFailure()
                .retry()
                .withBackOff(BACKOFF_FIRST)
                .atMost(ATTEMPTS - 1)
                .onFailure()
                .recoverWithUni(failure -> retried(() -> giveUp(record, step, failure)));
    }

    /** For as long as the trouble passes by itself. */
    private static Uni<Void> retried(Supplier<Uni<? extends Void>> work) {
        return Uni.createFrom()
                .deferred(work)
                .onFailure(PassingTrouble::is)
                .invoke(failure -> LOG.warnf("passing trouble, tried again in place: %s", failure.toString()))
                .onFailure(PassingTrouble::is)
                .retry()
                .withBackOff(BACKOFF_FIRST, BACKOFF_MAX)
                .indefinitely();
    }

    private Uni<Void> transaction(List<ConsumerRecord<String, byte[]>> records, RecordStep step) {
        var last = records.getLast();
        return sessions.withTransaction((session, _) -> inbox.advance(
                        session, last.topic(), last.partition(), last.offset())
                .chain(position -> {
                    var fresh = records.stream()
                            .filter(record -> record.offset() > position.offset())
                            .toList();
                    return fresh.isEmpty() ? Uni.createFrom().voidItem() : step.handle(session, fresh, position);
                }));
    }

    private Uni<Void> giveUp(ConsumerRecord<String, byte[]> record, RecordStep step, Throwable failure) {
        LOG.errorf(
                failure,
                "%s partition %d offset %d key %s cannot be handled",
                record.topic(),
                record.partition(),
                record.offset(),
                record.key());
        return sessions.withTransaction(
                (session, _) -> inbox.advance(session, record.topic(), record.partition(), record.offset())
                        .chain(position -> record.offset() <= position.offset()
                                ? Uni.createFrom().voidItem()
                                : step.giveUp(session, record, failure)));
    }

    /** A newer version may understand what an older one parked. In order for each key; the first that fails again ends its key's turn. */
    private Uni<Void> replayParkedOnce(String topic, InsideStep<?> step) {
        if (!replayed.add(topic)) {
            return Uni.createFrom().voidItem();
        }
        return sessions.withSession(session -> inbox.parkedKeys(session, topic))
                .chain(keys -> InOrder.each(keys, key -> replayKey(topic, key, step)))
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> {
                    LOG.warnf("parked records of %s are tried again later: %s", topic, failure.toString());
                    replayed.remove(topic);
                })
                .onFailure()
                .recoverWithItem(() -> null);
    }

    private Uni<Void> replayKey(String topic, String key, InsideStep<?> step) {
        return sessions.withTransaction((session, _) -> inbox.takeParked(session, topic, key)
                        .chain(records -> InOrder.each(records, record -> step.handleParked(session, record))))
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.errorf("%s key %s stays parked: %s", topic, key, failure.toString()))
                .onFailure()
                .recoverWithItem(() -> null);
    }
}
