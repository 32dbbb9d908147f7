package io.ipfabric.outbox;

import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.codec.Received;
import io.ipfabric.contracts.codec.Rejections;
import io.ipfabric.contracts.codec.UnreadableRecordException;
import io.ipfabric.contracts.codec.WireRecord;
import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.kafka.KafkaRecords;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.hibernate.reactive.mutiny.Mutiny;

/** A record of the outside topic: seen before, it is dropped; unreadable or refused, it is told on {@code vm-rejections} and its successors go on. */
record OutsideStep<E extends FabricEvent>(
        Class<E> family, OutsideEventHandler<E> handler, Inbox inbox, Outbox outbox, Clock clock)
        implements RecordStep {

    @Override
    public boolean isTheWriters() {
        return false;
    }

    @Override
    public Uni<Void> handle(
            Mutiny.Session session, List<ConsumerRecord<String, byte[]>> records, Inbox.Position position) {
        return InOrder.each(records, record -> handle(session, record));
    }

    private Uni<Void> handle(Mutiny.Session session, ConsumerRecord<String, byte[]> record) {
        var wire = KafkaRecords.fromConsumerRecord(record);
        final Received<E> received;
        try {
            received = EventCodec.decode(family, wire);
        } catch (UnreadableRecordException e) {
            return Caused.byOutside(wire.trace(), null, () -> reject(session, record, wire, e.problem()));
        }
        var trace = Optional.ofNullable(received.envelope().trace());
        return Caused.byOutside(trace, received.event().partitionKey(), () -> handle(session, record, wire, received));
    }

    private Uni<Void> handle(
            Mutiny.Session session, ConsumerRecord<String, byte[]> record, WireRecord wire, Received<E> received) {
        var delivery = new Delivery<>(wire.topic(), wire.key(), record.partition(), record.offset(), received);
        return inbox.isFirst(session, received.envelope())
                .chain(first -> first
                        ? handler.handle(session, delivery)
                                .chain(problem -> problem.isPresent()
                                        ? reject(session, record, wire, problem.get())
                                        : Uni.createFrom().voidItem())
                        : Uni.createFrom().voidItem());
    }

    @Override
    public Uni<Void> giveUp(Mutiny.Session session, ConsumerRecord<String, byte[]> record, Throwable failure) {
        var problem = Problem.of(ProblemType.INTERNAL, "the service failed on this record; its log has the reason");
        var wire = KafkaRecords.fromConsumerRecord(record);
        return Caused.byOutside(wire.trace(), null, () -> reject(session, record, wire, problem));
    }

    private Uni<Void> reject(
            Mutiny.Session session, ConsumerRecord<String, byte[]> record, WireRecord wire, Problem problem) {
        var rejection = Rejections.of(wire, record.offset(), problem, clock.instant());
        return outbox.publish(session, List.of(Outgoing.of(rejection)));
    }
}
