package io.ipfabric.outbox;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.pgclient.pubsub.PgSubscriber;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * What transactions of any replica notify of, once they are committed ({@code NOTIFY} of PostgreSQL): one connection for all channels. A notification is a
 * hint and may be missed while the connection is lost: whoever listens also looks now and then.
 */
@ApplicationScoped
public class Notifications {

    private static final Logger LOG = Logger.getLogger(Notifications.class);
    private static final long RECONNECT_MILLIS = 500;

    private final Vertx vertx;
    private final PgSubscriber subscriber;
    private volatile boolean stopped;

    @Inject
    Notifications(Vertx vertx, DatabaseAddress database) {
        this.vertx = vertx;
        this.subscriber = PgSubscriber.subscriber(vertx, database.options());
        // For ever.
        subscriber.reconnectPolicy(retries -> RECONNECT_MILLIS);
    }

    /**
     * Once for each channel.
     *
     * @param handler is given each payload, on an event loop, which it must not block
     * @param missed is called, there too, when it begins to be listened, at first and again: what was said until then was not heard
     */
    public void listen(String channel, Consumer<String> handler, Runnable missed) {
        subscriber.channel(channel).subscribeHandler(_ -> missed.run()).handler(handler::accept);
    }

    void start(@Observes @Priority(200) StartupEvent event) {
        connect();
    }

    /** Once connected the subscriber connects again by itself; the first connection is nobody's but ours. */
    private void connect() {
        subscriber.connect().onFailure(failure -> {
            LOG.warnf("no notifications yet: %s", failure.getMessage());
            if (!stopped) {
                vertx.setTimer(RECONNECT_MILLIS, _ -> connect());
            }
        });
    }

    void stop(@Observes ShutdownEvent event) {
        stopped = true;
        subscriber.close();
    }
}
