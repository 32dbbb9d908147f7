package io.ipfabric.outbox;

import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.codec.UnreadableRecordException;
import io.ipfabric.contracts.codec.WireRecord;
import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.kafka.KafkaRecords;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/** Records of an inside topic: what cannot be read or handled parks its key, because later records of the key depend on it. */
record InsideStep<E extends FabricEvent>(Class<E> family, BatchHandler<E> handler, boolean isTheWriters, Inbox inbox)
        implements RecordStep {

    private static final Logger LOG = Logger.getLogger(InsideStep.class);

    /** What is parked is of other keys than what is handled, or later than it: which of the two is done first does not matter. */
    @Override
    public Uni<Void> handle(
            Mutiny.Session session, List<ConsumerRecord<String, byte[]>> records, Inbox.Position position) {
        var deliveries = new ArrayList<Delivery<E>>();
        Uni<Void> parked = Uni.createFrom().voidItem();
        for (var record : records) {
            var wire = KafkaRecords.fromConsumerRecord(record);
            if (position.isParked(wire.key())) {
                var reason = "an earlier record of its key is parked";
                parked = parked.chain(() -> inbox.park(session, wire, record.offset(), reason));
                continue;
            }
            try {
                deliveries.add(delivery(wire, record.offset()));
            } catch (UnreadableRecordException e) {
                Caused.say(
                        wire,
                        () -> LOG.errorf(
                                "%s partition %d offset %d key %s parks its key: %s",
                                record.topic(), record.partition(), record.offset(), wire.key(), e.getMessage()));
                position.park(wire.key());
                parked = parked.chain(() -> inbox.park(session, wire, record.offset(), String.valueOf(e.getMessage())));
            }
        }
        return deliveries.isEmpty() ? parked : parked.chain(() -> handler.handle(session, deliveries));
    }

    @Override
    public Uni<Void> giveUp(Mutiny.Session session, ConsumerRecord<String, byte[]> record, Throwable failure) {
        return inbox.park(session, KafkaRecords.fromConsumerRecord(record), record.offset(), failure.toString());
    }

    Uni<Void> handleParked(Mutiny.Session session, Inbox.Parked parked) {
        try {
            return handler.handle(session, List.of(delivery(parked.record(), parked.offset())));
        } catch (UnreadableRecordException e) {
            return Uni.createFrom().failure(e);
        }
    }

    private Delivery<E> delivery(WireRecord wire, long offset) throws UnreadableRecordException {
        int partition = wire.partition() == null ? 0 : wire.partition();
        return new Delivery<>(
                wire.topic(),
                wire.key(),
                partition,
                offset,
                wire.isTombstone() ? null : EventCodec.decode(family, wire));
    }
}
