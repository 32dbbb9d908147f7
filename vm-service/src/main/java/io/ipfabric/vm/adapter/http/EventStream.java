package io.ipfabric.vm.adapter.http;

import io.ipfabric.vm.application.LogPosition;
import io.ipfabric.vm.application.VmChanges;
import io.ipfabric.vm.application.VmLog.Entry;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * One client that follows a VM. It reads the log at the pace of the client, a batch at a time: nothing is kept for who reads slowly, and who takes nothing for
 * {@link #STALLED_MAX} is cut off. Everything happens on the request's context; the response is ended by the framework, once {@link #run} completes.
 */
final class EventStream {

    private static final Logger LOG = Logger.getLogger(EventStream.class);

    static final int BATCH = 50;
    /** After so long without an event a comment is sent, so that both ends notice a connection that is dead. */
    static final Duration HEARTBEAT = Duration.ofSeconds(10);

    static final Duration STALLED_MAX = Duration.ofSeconds(10);
    /** Then it ends, and the client comes again, with a token that is still good. */
    static final Duration LENGTH_MAX = Duration.ofHours(1);

    /** Until a client comes again. */
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final HttpServerResponse response;
    private final VmChanges.Watch watch;
    private final Function<LogPosition, Uni<List<Entry>>> log;
    private final long ends = System.nanoTime() + LENGTH_MAX.toNanos();
    private LogPosition heard;
    private long wroteAt = System.nanoTime();
    private boolean over;

    /**
     * @param heard the client has all up to here
     * @param log what comes after a position, up to {@link #BATCH} events
     */
    EventStream(
            RoutingContext context,
            VmChanges.Watch watch,
            LogPosition heard,
            Function<LogPosition, Uni<List<Entry>>> log) {
        this.vertx = context.vertx();
        this.response = context.response();
        this.watch = watch;
        this.heard = heard;
        this.log = log;
    }

    /** Completes when the life is over, the stream has lasted long enough, or the client was cut off. */
    Uni<Void> run() {
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, MediaType.SERVER_SENT_EVENTS)
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        write("retry: " + RETRY.toMillis() + "\n\n");
        return Multi.createBy()
                .repeating()
                .uni(this::step)
                .whilst(_ -> !over)
                .collect()
                .last()
                .onFailure()
                // A problem is no part of a stream: it ends, and the client is told why when it comes again.
                .recoverWithItem(failure -> {
                    LOG.warnf("a stream of events breaks off: %s", failure.toString());
                    return false;
                })
                .replaceWithVoid();
    }

    /** 1. Wait until the client has taken what it got; 2. read on; 3. send; 4. if there was nothing, wait for a change. */
    private Uni<Boolean> step() {
        // A client that left before the framework listened for it is told of by nobody.
        over |= response.closed();
        return over
                ? done()
                : taken().chain(() -> over ? done() : log.apply(heard).chain(this::send));
    }

    private Uni<Boolean> send(List<Entry> entries) {
        for (var entry : entries) {
            write(text(entry));
            heard = entry.position();
            if (entry.isLast()) {
                over = true;
                return done();
            }
        }
        over = System.nanoTime() - ends >= 0;
        if (over || !entries.isEmpty()) {
            return done();
        }
        if (System.nanoTime() - wroteAt >= HEARTBEAT.toNanos()) {
            write(":\n\n");
        }
        return watch.next(HEARTBEAT).chain(EventStream::done);
    }

    /** The data are JSON in one line. */
    private String text(Entry entry) {
        long missed = heard.between(entry.position());
        var event = "id: " + entry.position() + "\nevent: " + entry.type() + "\ndata: " + entry.data() + "\n\n";
        return missed == 0 ? event : "event: missed\ndata: {\"events\":" + missed + "}\n\n" + event;
    }

    private void write(String text) {
        wroteAt = System.nanoTime();
        response.write(text).onFailure(_ -> over = true);
    }

    private Uni<Void> taken() {
        if (!response.writeQueueFull()) {
            return Uni.createFrom().voidItem();
        }
        return Uni.createFrom().emitter(emitter -> {
            var context = vertx.getOrCreateContext();
            long timer = vertx.setTimer(STALLED_MAX.toMillis(), _ -> {
                over = true;
                response.reset();
                emitter.complete(null);
            });
            emitter.onTermination(() -> vertx.cancelTimer(timer));
            response.drainHandler(_ -> {
                vertx.cancelTimer(timer);
                context.runOnContext(_ -> emitter.complete(null));
            });
        });
    }

    private static Uni<Boolean> done() {
        return Uni.createFrom().item(true);
    }
}
