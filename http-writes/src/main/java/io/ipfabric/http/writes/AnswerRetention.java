package io.ipfabric.http.writes;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/** Forgets answers whose time is over; they are not given any more, whether this came by already or not. */
@ApplicationScoped
class AnswerRetention {

    private static final Logger LOG = Logger.getLogger(AnswerRetention.class);
    private static final Duration EVERY = Duration.ofMinutes(10);
    /** In one transaction, so that none is long. */
    private static final int BATCH = 1_000;

    private final Mutiny.SessionFactory sessions;
    private final AnswerStore answers;
    private final CountDownLatch stopped = new CountDownLatch(1);

    @Inject
    AnswerRetention(Mutiny.SessionFactory sessions, AnswerStore answers) {
        this.sessions = sessions;
        this.answers = answers;
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("answer-retention").start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    private void run() {
        try {
            while (!stopped.await(EVERY.toSeconds(), TimeUnit.SECONDS)) {
                look();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            VertxContextSupport.subscribeAndAwait(this::forget);
        } catch (Throwable e) {
            LOG.warnf("old answers stay for now: %s", e.getMessage());
        }
    }

    Uni<Void> forget() {
        return sessions.withTransaction((session, _) -> answers.forgetOld(session, BATCH))
                .chain(count -> count < BATCH ? Uni.createFrom().voidItem() : forget());
    }
}
