package io.ipfabric.outbox;

import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.kafka.KafkaRecords;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/**
 * The shell of every consumer. The records of a topic are handled in the order of their partitions, as many in one transaction as wait ({@link Backlog}), with
 * the offsets in the same transaction: each takes effect once. Passing trouble of database or broker is retried in place for as long as it lasts;
 * a record that fails otherwise is tried alone, {@value #ATTEMPTS} times, and then parked with all later ones of its key (inside) or
 * rejected (outside), while the others go on. Nothing is handled before the service's {@link Preconditions} are met.
 *
 * <p>Called on the event loop, one batch of a channel at a time. What is returned completes as soon as the next may come, which is before this one is
 * handled: a consumer that dies in between finds it again, by the offsets in the database.
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
    private final Map<String, Backlog> backlogs = new ConcurrentHashMap<>();
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
        return consume(batch, new InsideStep<>(family, BatchHandler.oneByOne(handler), false, inbox));
    }

    /** The same, for who decides as the {@link OneWriter}: a transaction begins as it, at no further round trip. */
    public <E extends FabricEvent> Uni<Void> consumeAsTheWriter(
            Class<E> family, ConsumerRecords<String, byte[]> batch, EventHandler<E> handler) {
        return consumeTogetherAsTheWriter(family, batch, BatchHandler.oneByOne(handler));
    }

    /** The same, for a handler that looks at all at once. */
    public <E extends FabricEvent> Uni<Void> consumeTogetherAsTheWriter(
            Class<E> family, ConsumerRecords<String, byte[]> batch, BatchHandler<E> handler) {
        return consume(batch, new InsideStep<>(family, handler, true, inbox));
    }

    /** For the topic that outsiders write: what is unreadable or refused goes to {@code vm-rejections}. */
    public <E extends FabricEvent> Uni<Void> consumeOutside(
            Class<E> family, ConsumerRecords<String, byte[]> batch, OutsideEventHandler<E> handler) {
        return consume(batch, new OutsideStep<>(family, handler, inbox, outbox, Clock.systemUTC()));
    }

    /** Whether all that came of the topic is handled. */
    boolean isIdle(String topic) {
        return backlog(topic).isIdle();
    }

    private Uni<Void> consume(ConsumerRecords<String, byte[]> batch, RecordStep step) {
        return preconditions.whenMet().chain(() -> {
            var partitions = batch.partitions().iterator();
            if (!partitions.hasNext()) {
                return Uni.createFrom().voidItem();
            }
            var topic = partitions.next().topic();
            var backlog = backlog(topic);
            if (backlog.add(batch)) {
                workOff(topic, backlog, step).subscribe().with(_ -> {}, failure -> {
                    LOG.errorf(failure, "%s is not consumed any more", topic);
                    backlog.fail(failure);
                });
            }
            return backlog.room();
        });
    }

    private Backlog backlog(String topic) {
        return backlogs.computeIfAbsent(topic, _ -> new Backlog());
    }

    private Uni<Void> workOff(String topic, Backlog backlog, RecordStep step) {
        var turns = Multi.createBy()
                .repeating()
                .uni(() -> {
                    var records = backlog.take();
                    return records.isEmpty()
                            ? Uni.createFrom().item(false)
                            : together(records, step).replaceWith(true);
                })
                .whilst(more -> more);
        return replayParkedOnce(topic, step).chain(() -> turns.collect().last()).replaceWithVoid();
    }

    private Uni<Void> together(List<ConsumerRecord<String, byte[]>> records, RecordStep step) {
        return records.size() == 1
                ? alone(records.getFirst(), step)
                : retried(() -> transaction(records, step)).onFailure().recoverWithUni(failure -> {
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
                .recoverWithUni(failure -> givenUp(record, step, failure));
    }

    /** However long it takes: what stops here would be missed by nobody, since the broker was told already that it is consumed. */
    private Uni<Void> givenUp(ConsumerRecord<String, byte[]> record, RecordStep step, Throwable failure) {
        Caused.say(
                KafkaRecords.fromConsumerRecord(record),
                () -> LOG.errorf(
                        failure,
                        "%s partition %d offset %d key %s cannot be handled",
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        record.key()));
        return retried(
                () -> giveUp(record, step, failure),
                _ -> true,
                trouble -> LOG.errorf(
                        trouble, "%s partition %d stands still, tried again", record.topic(), record.partition()));
    }

    /** For as long as the trouble passes by itself. */
    private static Uni<Void> retried(Supplier<Uni<? extends Void>> work) {
        return retried(
                work,
                PassingTrouble::is,
                trouble -> LOG.warnf("passing trouble, tried again in place: %s", trouble.toString()));
    }

    private static Uni<Void> retried(
            Supplier<Uni<? extends Void>> work, Predicate<Throwable> passes, Consumer<Throwable> saying) {
        return Uni.createFrom()
                .deferred(work)
                .onFailure(passes)
                .invoke(saying)
                .onFailure(passes)
                .retry()
                .withBackOff(BACKOFF_FIRST, BACKOFF_MAX)
                .indefinitely();
    }

    private Uni<Void> transaction(List<ConsumerRecord<String, byte[]>> records, RecordStep step) {
        return sessions.withTransaction((session, _) -> inbox.advance(session, records, step.isTheWriters())
                .chain(position -> {
                    var fresh = position.fresh(records);
                    return fresh.isEmpty() ? Uni.createFrom().voidItem() : step.handle(session, fresh, position);
                }));
    }

    private Uni<Void> giveUp(ConsumerRecord<String, byte[]> record, RecordStep step, Throwable failure) {
        return sessions.withTransaction((session, _) -> inbox.advance(session, List.of(record), step.isTheWriters())
                .chain(position -> position.fresh(List.of(record)).isEmpty()
                        ? Uni.createFrom().voidItem()
                        : step.giveUp(session, record, failure)));
    }

    /** A newer version may understand what an older one parked. In order for each key; the first that fails again ends its key's turn. */
    private Uni<Void> replayParkedOnce(String topic, RecordStep step) {
        if (!(step instanceof InsideStep<?> inside) || !replayed.add(topic)) {
            return Uni.createFrom().voidItem();
        }
        return sessions.withSession(session -> inbox.parkedKeys(session, topic))
                .chain(keys -> InOrder.each(keys, key -> replayKey(topic, key, inside)))
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
        return sessions.withTransaction((session, _) -> (step.isTheWriters()
                                ? OneWriter.become(session)
                                : Uni.createFrom().voidItem())
                        .chain(() -> inbox.lock(session, topic))
                        .chain(() -> inbox.takeParked(session, topic, key))
                        .chain(records -> InOrder.each(records, record -> step.handleParked(session, record))))
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.errorf("%s key %s stays parked: %s", topic, key, failure.toString()))
                .onFailure()
                .recoverWithItem(() -> null);
    }
}
