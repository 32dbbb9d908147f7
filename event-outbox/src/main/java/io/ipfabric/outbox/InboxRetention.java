package io.ipfabric.outbox;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Forgets outside events that are too old to be sent again. */
@ApplicationScoped
public class InboxRetention {

    private static final Logger LOG = Logger.getLogger(InboxRetention.class);
    private static final Duration EVERY = Duration.ofHours(1);

    private final Pool pool;
    private final OutboxConfig config;
    private final CountDownLatch stopped = new CountDownLatch(1);

    @Inject
    InboxRetention(Pool pool, OutboxConfig config) {
        this.pool = pool;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("inbox-retention").start(this::run);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    private void run() {
        try {
            while (!stopped.await(EVERY.toSeconds(), TimeUnit.SECONDS)) {
                pool.preparedQuery("delete from inbox_event where received_at < now() - $1 * interval '1 second'")
                        .execute(Tuple.of(config.outsideEventsRemembered().toSeconds()))
                        .onFailure(failure -> LOG.warnf("old outside events stay for now: %s", failure.getMessage()));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
