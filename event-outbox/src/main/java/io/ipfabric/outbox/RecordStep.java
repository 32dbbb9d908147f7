package io.ipfabric.outbox;

import io.smallrye.mutiny.Uni;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.hibernate.reactive.mutiny.Mutiny;

/** What is done with a topic's records in a transaction. */
interface RecordStep {

    /** Whether its transactions are the {@link OneWriter}'s. */
    boolean isTheWriters();

    /** @param records each partition's in their order, none of them handled before */
    Uni<Void> handle(Mutiny.Session session, List<ConsumerRecord<String, byte[]>> records, Inbox.Position position);

    /** It failed for good: nothing of it may be lost. */
    Uni<Void> giveUp(Mutiny.Session session, ConsumerRecord<String, byte[]> record, Throwable failure);
}
