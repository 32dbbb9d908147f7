package io.ipfabric.vm.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ipfabric.contracts.value.VmId;
import io.ipfabric.vm.application.EffectWait.Waited;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EffectWaitBoundTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final VmId VM = VmId.of("web-1");

    private final Vertx vertx = Vertx.vertx();
    private final VmChanges changes = new VmChanges(vertx);
    private final EffectWait wait = new EffectWait(changes, 1);
    private final AtomicInteger looks = new AtomicInteger();

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void whoFindsNoPlaceIsAnsweredAtOnce() {
        var first = look(1_000).subscribe().with(_ -> {});
        assertThat(look(1_000).await().atMost(PATIENCE)).isEqualTo(new Waited<>(2, false));

        first.cancel();
        var second = look(4).await().atMost(PATIENCE);

        assertThat(second).isEqualTo(new Waited<>(4, true));
        assertThat(changes.watching()).isZero();
    }

    @Test
    void aChangeOfTheVmIsLookedAt() {
        var before = System.nanoTime();
        var found = look(2).subscribeAsCompletionStage();
        await().atMost(PATIENCE).until(() -> looks.get() == 1);
        changes.changed(VmId.of("web-2"));
        changes.changed(VM);

        assertThat(found.join()).isEqualTo(new Waited<>(2, true));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(PATIENCE);
    }

    /** Nobody said that it changed. */
    @Test
    void itLooksAgainAllTheSame() {
        assertThat(look(3).await().atMost(PATIENCE)).isEqualTo(new Waited<>(3, true));
    }

    /** Enough at the so-maniest look. */
    private Uni<Waited<Integer>> look(int enough) {
        return wait.until(
                VM, seen -> seen >= enough, LONG, () -> Uni.createFrom().item(looks.incrementAndGet()));
    }
}
