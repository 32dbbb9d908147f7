package io.ipfabric.outbox;

import io.ipfabric.outbox.OutboxStore.Backlog;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What waits, as those who scrape are told: one answer of the database for all figures of a scrape, that it did not answer too. Whoever scrapes gives up
 * after 10 s, and then takes a database that hangs for a process that does: so nobody is kept waiting for long, however many ask at once.
 * Not a number while there is no answer. Blocking, for the threads of those who scrape.
 */
final class ScrapedBacklog {

    private static final Logger LOG = Logger.getLogger(ScrapedBacklog.class);

    static final Duration PATIENCE = Duration.ofSeconds(2);

    /** Longer than another of a service's figures may be waited for meanwhile, shorter than from one scrape to the next. */
    private static final Duration FRESH = Duration.ofSeconds(3);

    private final OutboxStore store;
    /** Guarded by this; absent: there was no answer. */
    private @Nullable Backlog answer;
    /** Guarded by this. */
    private long askedAt = System.nanoTime() - FRESH.toNanos();

    ScrapedBacklog(OutboxStore store) {
        this.store = store;
    }

    double rows() {
        return figure(Backlog::rows);
    }

    double oldestSeconds() {
        return figure(Backlog::oldestSeconds);
    }

    double parked() {
        return figure(Backlog::parked);
    }

    private synchronized double figure(ToDoubleFunction<Backlog> of) {
        if (System.nanoTime() - askedAt >= FRESH.toNanos()) {
            answer = ask();
            askedAt = System.nanoTime();
        }
        return answer == null ? Double.NaN : of.applyAsDouble(answer);
    }

    private @Nullable Backlog ask() {
        try {
            return store.backlog(PATIENCE);
        } catch (OutboxException e) {
            LOG.debug("no figure for the outbox", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return null;
    }
}
