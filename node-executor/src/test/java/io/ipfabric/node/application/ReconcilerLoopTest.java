package io.ipfabric.node.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ipfabric.node.domain.ManifestJudge.Identity;
import io.ipfabric.node.domain.Samples;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ReconcilerLoopTest {

    private final Inbox inbox = new Inbox();

    @Test
    void aFaultInOneInputTakesNoOtherWithIt() throws InterruptedException {
        var good = new CompletableFuture<AgentView>();
        inbox.submit(new AgentInput.Ask(new CompletableFuture<>() {
            @Override
            public boolean complete(AgentView view) {
                throw new IllegalStateException("a defect");
            }
        }));
        inbox.submit(new AgentInput.Ask(good));

        var thread = Thread.ofPlatform().start(new ReconcilerLoop(inbox, reconciler()));

        await().until(good::isDone);
        thread.interrupt();
        assertThat(thread.join(Duration.ofSeconds(5))).isTrue();
    }

    /** Nothing is rehearsed, for one, before it obeys and has compared everything. */
    @Test
    void itIsIdleOnlyOnceItObeysAndIsThrough() throws InterruptedException {
        var kernel = new FakeKernel();
        kernel.ownAddress(ReconcilerFixture.UNDERLAY, 24);
        var loop = new ReconcilerLoop(inbox, reconciler(kernel));
        var thread = Thread.ofPlatform().start(loop);
        try {
            inbox.submit(new AgentInput.TopologyRead(ReconcilerFixture.topology(ReconcilerFixture.UNDERLAY)));
            inbox.submit(new AgentInput.PartitionBegun());
            inbox.submit(new AgentInput.PartitionEnded());
            await().during(Duration.ofMillis(200)).until(() -> !loop.isIdle());

            inbox.submit(new AgentInput.IntentRead(Samples.manifest(1, List.of())));
            await().until(loop::isIdle);
        } finally {
            thread.interrupt();
            assertThat(thread.join(Duration.ofSeconds(5))).isTrue();
        }
    }

    private static Reconciler reconciler() {
        return reconciler(new FakeKernel());
    }

    private static Reconciler reconciler(FakeKernel kernel) {
        var watch = new RouterWatch(new FakeRouter(), _ -> {});
        var ports = new AgentPorts(
                kernel, new FakeSourceFilter(), new FakeArrivals(), watch, _ -> {}, new Forgetful(), new FakeReports());
        return new Reconciler(
                ports, AgentSettings.DEFAULT, new AgentMeters(new SimpleMeterRegistry()), Clock.systemUTC());
    }

    private static final class Forgetful implements NodeMemory {
        @Override
        public Identity recall() {
            return Samples.IDENTITY;
        }

        @Override
        public void remember(Identity identity) {}
    }
}
