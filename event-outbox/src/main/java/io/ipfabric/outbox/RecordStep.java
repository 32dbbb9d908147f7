package io.ipfabric.outbox;

import io.smallrye.mutiny.Uni;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.hibernate.reactive.mutiny.Mutiny;

/** What is done with one record in a transaction. */
interface RecordStep {

    Uni<Void> handle(Mutiny.Session session, ConsumerRecord<String, byte[]> record, Inbox.Position position);

    /** It failed for good: nothing of it may be lost. */
    Uni<Void> giveUp(Mutiny.Session session, ConsumerRecord<String, byte[]> record, Throwable failure);
}
