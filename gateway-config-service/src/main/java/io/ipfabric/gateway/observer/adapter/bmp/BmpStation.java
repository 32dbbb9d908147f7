package io.ipfabric.gateway.observer.adapter.bmp;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.gateway.observer.application.Observatory;
import io.ipfabric.gateway.observer.application.ObserverMeters;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Where reflectors call (RFC 7854, section 3.2). What a connection brings is handled on its event loop before more is read, so a fast one is
 * slowed down by TCP and queues nothing here.
 */
public final class BmpStation {

    private static final Logger LOG = Logger.getLogger(BmpStation.class);
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);
    private static final Duration TICK = Duration.ofMillis(250);

    /** Of reflectors, their successors and whoever calls by mistake. */
    private static final int CONNECTIONS_MAX = 256;

    private final Vertx vertx;
    private final Observatory observatory;
    private final ObserverMeters meters;
    private final @Nullable Address self;
    private final AtomicInteger connections = new AtomicInteger();
    private final NetServerOptions options;
    private volatile @Nullable NetServer server;

    /** @param self the observer's BGP identifier; absent: it has no sessions of its own */
    public BmpStation(
            Vertx vertx,
            Observatory observatory,
            ObserverMeters meters,
            @Nullable Address self,
            NetServerOptions options) {
        this.vertx = vertx;
        this.observatory = observatory;
        this.meters = meters;
        this.self = self;
        this.options = options.setTcpKeepAlive(true);
    }

    /** Tried again until it works: what ran before may not have ended yet. */
    public void listen() {
        var attempt = vertx.createNetServer(options).connectHandler(this::connected);
        server = attempt;
        attempt.listen()
                .onSuccess(_ -> LOG.infof("reflectors are heard on %s port %d", options.getHost(), options.getPort()))
                .onFailure(e -> {
                    LOG.errorf("nobody is heard on %s port %d: %s", options.getHost(), options.getPort(), e);
                    vertx.setTimer(AGAIN_AFTER.toMillis(), _ -> listen());
                });
    }

    public void close() {
        var listening = server;
        if (listening != null) {
            var _ = listening.close();
        }
    }

    private void connected(NetSocket socket) {
        var remote = socket.remoteAddress().hostAddress();
        if (connections.incrementAndGet() > CONNECTIONS_MAX) {
            connections.decrementAndGet();
            LOG.errorf("%s is refused: there are %d connections", remote, CONNECTIONS_MAX);
            var _ = socket.close();
            return;
        }
        var session = new BmpSession(remote, self, observatory, meters, socket::close, System.nanoTime());
        long timer = vertx.setPeriodic(TICK.toMillis(), _ -> session.tick(System.nanoTime()));
        socket.handler(buffer -> session.received(buffer.getBytes(), System.nanoTime()));
        socket.exceptionHandler(e -> LOG.debugf("%s: %s", remote, e.getMessage()));
        socket.closeHandler(_ -> {
            vertx.cancelTimer(timer);
            connections.decrementAndGet();
            session.closed();
        });
    }
}
