package io.ipfabric.outbox;

import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.kafka.KafkaRecords;
import io.ipfabric.outbox.Backlog.Portion;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
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
 * The shell of every consumer. The records of a topic are handled in the order of their partitions, as many in one transaction as wait ({@link Backlog}), those of
 * all topics that the {@link OneWriter} decides of together and with those that came meanwhile, with the offsets in the same transaction: each takes effect once. Passing trouble of database
 * or broker is retried in place for as long as it lasts; a record that fails otherwise is tried alone, {@value #ATTEMPTS} times, and then parked with all later ones of its key (inside) or
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

    /** What waits for the {@link OneWriter}, of whatever topic, is handled in its next transaction. */
    private static final String THE_WRITERS = "what the writer decides of";

    private final Mutiny.SessionFactory sessions;
    private final Inbox inbox;
    private final Outbox outbox;
    private final Preconditions preconditions;
    private final List<TransactionEnd> ends;
    private final Map<String, Backlog> backlogs = new ConcurrentHashMap<>();
    private final Set<String> replayed = ConcurrentHashMap.newKeySet();

    @Inject
    EventConsumer(
            Mutiny.SessionFactory sessions,
            Inbox inbox,
            Outbox outbox,
            Preconditions preconditions,
            @All List<TransactionEnd> ends) {
        this.sessions = sessions;
        this.inbox = inbox;
        this.outbox = outbox;
        this.preconditions = preconditions;
        this.ends = ends;
    }

    /** For topics that services of this project write. The first batch after a start also tries what is parked once more. */
    public <E extends FabricEvent> Uni<Void> consume(
            Class<E> family, ConsumerRecords<String, byte[]> batch, EventHandler<E> handler) {
        return consume(batch, new InsideStep<>(family, BatchHandler.oneByOne(handler), false, inbox));
    }

    /**
     * The same, for who asks only for some kinds of events. The others take no transaction, and until one of these kinds comes the stored
     * offset stays before them, so that a start passes them by once more, and what is parked is not tried again.
     */
    public <E extends FabricEvent> Uni<Void> consume(
            Class<E> family,
            Set<Class<? extends E>> kinds,
            ConsumerRecords<String, byte[]> batch,
            EventHandler<E> handler) {
        return consume(family, KindsOfEvents.only(kinds, batch), handler);
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

    /** Whether all that came is handled. */
    boolean isIdle() {
        return backlogs.values().stream().allMatch(Backlog::isIdle);
    }

    private Uni<Void> consume(ConsumerRecords<String, byte[]> batch, RecordStep step) {
        return preconditions.whenMet().chain(() -> {
            var partitions = batch.partitions().iterator();
            if (!partitions.hasNext()) {
                return Uni.createFrom().voidItem();
            }
            var topic = partitions.next().topic();
            var line = step.isTheWriters() ? THE_WRITERS : topic;
            var backlog = backlogs.computeIfAbsent(line, _ -> new Backlog());
            if (backlog.add(topic, batch, step)) {
                workOff(backlog).subscribe().with(_ -> {}, failure -> {
                    LOG.errorf(failure, "%s is not consumed any more", line);
                    backlog.fail(failure);
                });
            }
            return backlog.room(topic);
        });
    }

    private Uni<Void> workOff(Backlog backlog) {
        return Multi.createBy()
                .repeating()
                .uni(() -> {
                    var portions = backlog.take();
                    return portions.isEmpty()
                            ? Uni.createFrom().item(false)
                            : InOrder.each(portions, this::replayParkedOnce)
                                    .chain(() -> together(backlog, portions))
                                    .replaceWith(true);
                })
                .whilst(more -> more)
                .collect()
                .last()
                .replaceWithVoid();
    }

    private Uni<Void> together(Backlog backlog, List<Portion> portions) {
        var all = new ArrayList<>(portions);
        return retried(() -> transaction(Portion.joined(all), () -> {
                    var more = all.size() > portions.size() ? List.<Portion>of() : takenAlong(backlog, portions);
                    all.addAll(more);
                    return more;
                }))
                .onFailure()
                .recoverWithUni(failure -> {
                    LOG.warnf(failure, "what was handled together failed; each record is tried alone");
                    return oneByOne(Portion.joined(all));
                });
    }

    /**
     * What came while the writer handled these: it would wait for the commit, and then for a transaction of its own. Nobody else's, whose locks on the
     * partitions would come in another order than another's; and nothing of a topic of which parked records are still to be tried.
     */
    private List<Portion> takenAlong(Backlog backlog, List<Portion> portions) {
        return portions.getFirst().step().isTheWriters() ? backlog.takeMore(replayed::contains) : List.of();
    }

    private Uni<Void> oneByOne(List<Portion> portions) {
        return InOrder.each(
                portions, portion -> InOrder.each(portion.records(), record -> alone(record, portion.step())));
    }

    private Uni<Void> alone(ConsumerRecord<String, byte[]> record, RecordStep step) {
        var portion = new Portion(record.topic(), List.of(record), step);
        return retried(() -> transaction(List.of(portion), List::of))
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

    /**
     * @param portions all the writer's, or one that is not
     * @param more what to handle after these, in the same transaction
     */
    private Uni<Void> transaction(List<Portion> portions, Supplier<List<Portion>> more) {
        return sessions.withTransaction((session, _) -> handle(session, portions)
                .chain(() -> handle(session, more.get()))
                .chain(() -> end(session)));
    }

    private Uni<Void> handle(Mutiny.Session session, List<Portion> portions) {
        if (portions.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        var records =
                portions.stream().flatMap(portion -> portion.records().stream()).toList();
        boolean asTheWriter = portions.getFirst().step().isTheWriters();
        return inbox.advance(session, records, asTheWriter)
                .chain(positions -> InOrder.each(portions, portion -> {
                    var position = positions.of(portion.topic());
                    var fresh = position.fresh(portion.records());
                    return fresh.isEmpty()
                            ? Uni.createFrom().voidItem()
                            : portion.step().handle(session, fresh, position);
                }));
    }

    private Uni<Void> end(Mutiny.Session session) {
        return InOrder.each(ends, end -> end.reached(session));
    }

    private Uni<Void> giveUp(ConsumerRecord<String, byte[]> record, RecordStep step, Throwable failure) {
        return sessions.withTransaction((session, _) -> inbox.advance(session, List.of(record), step.isTheWriters())
                .chain(positions ->
                        positions.of(record.topic()).fresh(List.of(record)).isEmpty()
                                ? Uni.createFrom().voidItem()
                                : step.giveUp(session, record, failure)));
    }

    /** A newer version may understand what an older one parked. In order for each key; the first that fails again ends its key's turn. */
    private Uni<Void> replayParkedOnce(Portion portion) {
        var topic = portion.topic();
        if (!(portion.step() instanceof InsideStep<?> inside) || !replayed.add(topic)) {
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
                        .chain(records -> InOrder.each(records, record -> step.handleParked(session, record)))
                        .chain(() -> end(session)))
                .replaceWithVoid()
                .onFailure()
                .invoke(failure -> LOG.errorf("%s key %s stays parked: %s", topic, key, failure.toString()))
                .onFailure()
                .recoverWithItem(() -> null);
    }
}
