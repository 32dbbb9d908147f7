package io.ipfabric.gateway.observer.adapter.bgp;

import io.ipfabric.gateway.observer.application.Observatory;
import io.ipfabric.gateway.observer.application.ObserverMeters;
import io.ipfabric.gateway.observer.domain.bgp.BgpError;
import io.ipfabric.gateway.observer.domain.client.ClientTerms;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a session with one reflector: calls it, and calls again after a pause that grows while it does not come up. All of it happens on one event
 * loop; {@link #start} and {@link #stop} may be called from any thread.
 */
final class BgpClient {

    private static final Logger LOG = Logger.getLogger(BgpClient.class);
    private static final Duration TICK = Duration.ofMillis(250);
    private static final Duration PAUSE_MIN = Duration.ofMillis(500);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(8);

    private final Vertx vertx;
    private final Context loop;
    private final NetClient connections;
    private final SocketAddress target;
    private final ClientTerms terms;
    private final Observatory observatory;
    private final ObserverMeters meters;
    private Duration pause = PAUSE_MIN;
    private @Nullable BgpSession session;
    private @Nullable String lastTrouble;
    private boolean stopped;

    BgpClient(
            Vertx vertx,
            NetClient connections,
            SocketAddress target,
            ClientTerms terms,
            Observatory observatory,
            ObserverMeters meters) {
        this.vertx = vertx;
        this.loop = vertx.getOrCreateContext();
        this.connections = connections;
        this.target = target;
        this.terms = terms;
        this.observatory = observatory;
        this.meters = meters;
    }

    ClientTerms terms() {
        return terms;
    }

    void start() {
        loop.runOnContext(_ -> call());
    }

    /** @param error that the reflector is told */
    void stop(BgpError error, String detail) {
        loop.runOnContext(_ -> {
            stopped = true;
            if (session != null) {
                session.stop(error, detail, now());
            }
        });
    }

    private void call() {
        if (stopped) {
            return;
        }
        connections.connect(target).onComplete(attempt -> {
            if (attempt.failed()) {
                again("it cannot be reached: " + attempt.cause().getMessage());
            } else if (stopped) {
                var _ = attempt.result().close();
            } else {
                connected(attempt.result());
            }
        });
    }

    private void connected(NetSocket socket) {
        var connectedAt = now();
        var current = new BgpSession(terms, observatory, meters, new SocketLine(socket), connectedAt);
        session = current;
        long timer = vertx.setPeriodic(TICK.toMillis(), _ -> ticked(socket, current));
        socket.handler(buffer -> current.received(buffer.getBytes(), now()));
        socket.exceptionHandler(e -> LOG.debugf("%s: %s", target, e.getMessage()));
        socket.closeHandler(_ -> {
            vertx.cancelTimer(timer);
            current.closed(now());
            session = null;
            // One that goes down as soon as it is up is called less and less, too.
            if (current.wasUp() && connectedAt.plus(PAUSE_MAX).isBefore(now())) {
                pause = PAUSE_MIN;
                lastTrouble = null;
            }
            again(String.valueOf(current.over()));
        });
        current.begin();
    }

    /** One that does not take our few bytes is not waited for. */
    private static void ticked(NetSocket socket, BgpSession current) {
        if (socket.writeQueueFull()) {
            current.stop(BgpError.OUT_OF_RESOURCES, "it does not read", now());
        }
        current.tick(now());
    }

    private void again(String trouble) {
        if (stopped) {
            return;
        }
        if (!trouble.equals(lastTrouble)) {
            LOG.warnf(
                    "no BGP session with reflector %s at %s: %s",
                    terms.reflector().name(), target, trouble);
            lastTrouble = trouble;
        }
        vertx.setTimer(pause.toMillis(), _ -> call());
        pause = pause.multipliedBy(2).compareTo(PAUSE_MAX) > 0 ? PAUSE_MAX : pause.multipliedBy(2);
    }

    /** Of a clock that never goes back. */
    private static Instant now() {
        return Instant.EPOCH.plusNanos(System.nanoTime());
    }

    private record SocketLine(NetSocket socket) implements BgpSession.Line {

        @Override
        public void send(byte[] message) {
            var _ = socket.write(Buffer.buffer(message));
        }

        @Override
        public void close() {
            var _ = socket.close();
        }
    }
}
