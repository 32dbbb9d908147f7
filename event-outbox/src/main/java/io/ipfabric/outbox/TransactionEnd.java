package io.ipfabric.outbox;

import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/** For who does once what several records of a transaction ask for: told when all of them were handled, before the commit. Not told of a transaction that failed before. */
public interface TransactionEnd {
    Uni<Void> reached(Mutiny.Session session);
}
