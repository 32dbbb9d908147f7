package io.ipfabric.outbox;

import io.smallrye.mutiny.Uni;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.hibernate.reactive.mutiny.Mutiny;

/** What is done with a partition's records in a transaction. */
interface RecordStep {

    /** @param records in their order, none of them handled before */
    Uni<Void> handle(Mutiny.Session session, List<ConsumerRecord<String, byte[]>> records, Inbox.Position position);

    /** It failed for good: nothing of it may be lost. */
    Uni<Void> giveUp(Mutiny.Session session, ConsumerRecord<String, byte[]> record, Throwable failure);
}
