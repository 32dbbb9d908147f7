package io.ipfabric.outbox;

import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Default;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;

/** Not ready, and nothing is consumed, before every {@link Precondition} was met once. */
@Default // Others ask it too, which the qualifier of health checks would hide.
@Readiness
@ApplicationScoped
public class Preconditions implements HealthCheck {

    private static final Logger LOG = Logger.getLogger(Preconditions.class);
    private static final Duration CHECKED_AGAIN_AFTER = Duration.ofSeconds(1);

    private final List<Precondition> preconditions;
    private final CompletableFuture<Void> met = new CompletableFuture<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile String obstacle = "not checked yet";

    @Inject
    public Preconditions(@All List<Precondition> preconditions) {
        this.preconditions = List.copyOf(preconditions);
    }

    void start(@Observes StartupEvent event) {
        Thread.ofVirtual().name("preconditions").start(this::watch);
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
    }

    public boolean areMet() {
        return met.isDone();
    }

    /** For the event loop: goes on in the caller's context. */
    Uni<Void> whenMet() {
        if (met.isDone()) {
            return Uni.createFrom().voidItem();
        }
        var context = Objects.requireNonNull(Vertx.currentContext(), "called on the event loop");
        return Uni.createFrom().completionStage(met::copy).emitOn(task -> context.runOnContext(_ -> task.run()));
    }

    @Override
    public HealthCheckResponse call() {
        var response = HealthCheckResponse.named("preconditions").status(areMet());
        return areMet()
                ? response.build()
                : response.withData("obstacle", obstacle).build();
    }

    private void watch() {
        try {
            for (var precondition : preconditions) {
                for (var found = check(precondition); found.isPresent(); found = check(precondition)) {
                    say(found.get());
                    if (stopped.await(CHECKED_AGAIN_AFTER.toMillis(), TimeUnit.MILLISECONDS)) {
                        return;
                    }
                }
            }
            met.complete(null);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static Optional<String> check(Precondition precondition) throws InterruptedException {
        try {
            return precondition.check();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return Optional.of(e.toString());
        }
    }

    private void say(String found) {
        if (!found.equals(obstacle)) {
            obstacle = found;
            LOG.errorf("nothing is consumed, this is in the way: %s", found);
        }
    }
}
