package io.ipfabric.node.application;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Switches, as target and as source, before it counts: the first switch of a JVM takes tens of milliseconds because its classes
 * are not loaded and its code is not compiled yet, and a guest's packets are lost meanwhile. A {@link RehearsedAgent} does it on a {@link
 * RehearsalStage}, as often as it takes until the code is compiled. Between two times it gives way to whatever the agent has to do. That
 * it fails costs nothing but the speed of the first switches. Runs once, in a thread of its own.
 */
public final class Rehearsal implements Runnable {

    private static final Logger LOG = Logger.getLogger(Rehearsal.class);

    /** HotSpot compiles what was called 200 times, and a switch calls most of its code at least once (see DESIGN.md). */
    static final int ROUNDS = 300;

    private static final Duration PAUSE = Duration.ofMillis(20);
    /** The router is asked in one round of so many: it has others to serve. */
    private static final int ROUTER_SHARE = 4;
    /** A router that takes longer for some questions hangs or is busy, and is left alone. */
    private static final Duration ROUTER_PATIENCE = Duration.ofMillis(50);

    private final Supplier<? extends RehearsalStage> stages;
    private final Router router;
    private final Reports reports;
    private final BooleanSupplier mayPlay;
    private boolean routerAnswers = true;

    /**
     * @param router is asked about addresses that nobody has
     * @param reports are given what is said, and are to tell nobody
     * @param mayPlay false while the agent has anything to do
     */
    public Rehearsal(
            Supplier<? extends RehearsalStage> stages, Router router, Reports reports, BooleanSupplier mayPlay) {
        this.stages = stages;
        this.router = router;
        this.reports = reports;
        this.mayPlay = mayPlay;
    }

    @Override
    public void run() {
        try {
            giveWay();
            perform(ROUNDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // Whatever it is: the agent itself is well.
            LOG.warnf("a switch cannot be rehearsed, so the first one will take longer: %s", e.getMessage());
        }
    }

    /** @param rounds each as target and as source */
    public void perform(int rounds) throws InterruptedException {
        long began = System.nanoTime();
        try (var stage = stages.get();
                var agent = new RehearsedAgent(stage, router, reports)) {
            long first = 0;
            long last = 0;
            for (int round = 0; round < rounds; round++) {
                giveWay();
                long arrival = agent.arrival(2L * round + 1);
                long departure = agent.departure(2L * round + 2);
                first = round == 0 ? Math.max(arrival, departure) : first;
                last = Math.max(arrival, departure);
                if (round % ROUTER_SHARE == 0) {
                    askRouter(agent);
                }
            }
            LOG.infof(
                    "%d switches rehearsed in %d ms: the first took %d µs, the last %d µs",
                    2 * rounds, (System.nanoTime() - began) / 1_000_000, first / 1_000, last / 1_000);
        }
    }

    private void askRouter(RehearsedAgent agent) throws InterruptedException {
        if (routerAnswers) {
            long asked = System.nanoTime();
            agent.askRouter();
            routerAnswers = System.nanoTime() - asked < ROUTER_PATIENCE.toNanos();
        }
    }

    private void giveWay() throws InterruptedException {
        while (!mayPlay.getAsBoolean()) {
            Thread.sleep(PAUSE);
        }
    }
}
