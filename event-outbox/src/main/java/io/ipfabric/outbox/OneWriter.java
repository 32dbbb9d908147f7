package io.ipfabric.outbox;

import io.smallrye.mutiny.Uni;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * For a service that decides about everything one after another: of the transactions that are the writer one runs at a time, on all replicas. So
 * there is no order of locks to get wrong. A lock of PostgreSQL's own, to the end of the transaction; the database is the service's own.
 */
public final class OneWriter {

    /** The lock; what it gives is a text because a void is nothing that Hibernate knows. */
    static final String LOCK = "cast(pg_advisory_xact_lock(1) as text)";

    private OneWriter() {}

    /** Waits until no other transaction is the writer. Who is it already waits for nothing. */
    public static Uni<Void> become(Mutiny.Session session) {
        return session.createNativeQuery("select " + LOCK, String.class)
                .getSingleResult()
                .replaceWithVoid();
    }
}
