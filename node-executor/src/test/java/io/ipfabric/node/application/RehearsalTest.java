package io.ipfabric.node.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.NodeReport;
import io.ipfabric.contracts.event.RouteReport;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.VmId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RehearsalTest {

    private final FakeStage stage = new FakeStage();
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicBoolean mayPlay = new AtomicBoolean(true);
    private final AtomicInteger refused = new AtomicInteger();
    private final Written written = new Written();
    private final Rehearsal rehearsal = new Rehearsal(this::open, new FakeRouter(), written, this::mayPlay);

    private FakeStage open() {
        opened.incrementAndGet();
        return stage;
    }

    private boolean mayPlay() {
        boolean may = mayPlay.get();
        if (!may) {
            refused.incrementAndGet();
        }
        return may;
    }

    private void awaitRefused(int times) {
        await().until(() -> refused.get() >= times);
    }

    @Test
    void eachRoundSwitchesBothWays() throws InterruptedException {
        rehearsal.perform(3);

        assertThat(written.switchesAt(5)).endsWith(new Forwarding.Local());
        assertThat(written.switchesAt(6)).anyMatch(Forwarding.Via.class::isInstance);
        assertThat(stage.closed).isTrue();
    }

    @Test
    void itWaitsUntilTheAgentHasNothingToDo() throws InterruptedException {
        mayPlay.set(false);
        var thread = Thread.ofPlatform().start(rehearsal);
        try {
            awaitRefused(5);
            assertThat(opened).hasValue(0);

            mayPlay.set(true);
            await().until(() -> !written.switchesAt(1).isEmpty());
        } finally {
            thread.interrupt();
            thread.join();
        }
    }

    @Test
    void itGivesWayBetweenTwoRounds() throws InterruptedException {
        var thread = Thread.ofPlatform().start(() -> {
            try {
                rehearsal.perform(1_000_000);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            await().until(() -> !written.switchesAt(10).isEmpty());
            mayPlay.set(false);
            // The round that had begun is played to its end.
            awaitRefused(1);
            int then = written.reports.size();
            awaitRefused(5);
            assertThat(written.reports).hasSize(then);
        } finally {
            thread.interrupt();
            thread.join();
        }
        assertThat(stage.closed).isTrue();
    }

    @Test
    void aKernelThatRefusesEndsItAndNothingElse() {
        stage.kernel.breakDown(true);

        rehearsal.run();

        assertThat(opened).hasValue(1);
        assertThat(stage.closed).isTrue();
        assertThat(written.reports).isEmpty();
    }

    private static final class Written implements Reports {

        final List<RouteReport> reports = new CopyOnWriteArrayList<>();

        List<Forwarding> switchesAt(long epoch) {
            return reports.stream()
                    .filter(report -> report.epoch().equals(Epoch.of(epoch)))
                    .flatMap(report -> Stream.ofNullable(report.forwarding()))
                    .toList();
        }

        @Override
        public void publish(RouteReport report) {
            reports.add(report);
        }

        @Override
        public void publish(NodeReport report) {}

        @Override
        public void retract(VmId vm) {}
    }
}
