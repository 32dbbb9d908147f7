package io.ipfabric.outbox;

import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;

/** A transaction for a thread that may block. */
@ApplicationScoped
public class BlockingTransaction {

    private final Mutiny.SessionFactory sessions;

    @Inject
    BlockingTransaction(Mutiny.SessionFactory sessions) {
        this.sessions = sessions;
    }

    /** @throws OutboxException if it was not committed */
    public <T> T run(Function<Mutiny.Session, Uni<T>> work) {
        try {
            return VertxContextSupport.subscribeAndAwait(
                    () -> sessions.withTransaction((session, _) -> work.apply(session)));
        } catch (Throwable e) {
            throw new OutboxException("the transaction failed: " + e.getMessage(), e);
        }
    }
}
