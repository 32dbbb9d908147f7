package io.ipfabric.vm.application;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Asks again until an answer will do, without holding a thread: the pauses are timers of the caller's own Vert.x context, where its
 * sessions must stay.
 */
@ApplicationScoped
public class Polling {

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Vertx vertx;

    @Inject
    Polling(Vertx vertx) {
        this.vertx = vertx;
    }

    /** The first answer that will do, or else the one that the deadline found. */
    public <T> Uni<T> until(Predicate<? super T> enough, Duration atMost, Supplier<Uni<? extends T>> question) {
        return ask(enough, System.nanoTime() + atMost.toNanos(), question);
    }

    private <T> Uni<T> ask(Predicate<? super T> enough, long deadline, Supplier<Uni<? extends T>> question) {
        return Uni.createFrom()
                .deferred(question)
                .chain(answer -> enough.test(answer) || System.nanoTime() - deadline >= 0
                        ? Uni.createFrom().item(answer)
                        : pause().chain(() -> ask(enough, deadline, question)));
    }

    private Uni<Void> pause() {
        return Uni.createFrom().emitter(pause -> vertx.setTimer(PAUSE.toMillis(), _ -> pause.complete(null)));
    }
}
