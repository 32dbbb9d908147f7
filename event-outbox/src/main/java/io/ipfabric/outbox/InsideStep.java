package io.ipfabric.outbox;

import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.codec.UnreadableRecordException;
import io.ipfabric.contracts.codec.WireRecord;
import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.kafka.KafkaRecords;
import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/** A record of an inside topic: what cannot be read or handled parks its key, because later records of the key depend on it. */
record InsideStep<E extends FabricEvent>(Class<E> family, EventHandler<E> handler, Inbox inbox) implements RecordStep {

    private static final Logger LOG = Logger.getLogger(InsideStep.class);

    @Override
    public Uni<Void> handle(Mutiny.Session session, ConsumerRecord<String, byte[]> record, Inbox.Position position) {
        var wire = KafkaRecords.fromConsumerRecord(record);
        if (position.isParked(wire.key())) {
            return inbox.park(session, wire, record.offset(), "an earlier record of its key is parked");
        }
        try {
            return handler.handle(session, delivery(wire, record.offset()));
        } catch (UnreadableRecordException e) {
            LOG.errorf(
                    "%s partition %d offset %d key %s parks its key: %s",
                    record.topic(), record.partition(), record.offset(), wire.key(), e.getMessage());
            position.park(wire.key());
            return inbox.park(session, wire, record.offset(), String.valueOf(e.getMessage()));
        }
    }

    @Override
    public Uni<Void> giveUp(Mutiny.Session session, ConsumerRecord<String, byte[]> record, Throwable failure) {
        return inbox.park(session, KafkaRecords.fromConsumerRecord(record), record.offset(), failure.toString());
    }

    Uni<Void> handleParked(Mutiny.Session session, Inbox.Parked parked) {
        try {
            return handler.handle(session, delivery(parked.record(), parked.offset()));
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
