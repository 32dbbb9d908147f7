package io.ipfabric.node.application;

import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.NodeReport;
import io.ipfabric.contracts.event.RouteClass;
import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.contracts.event.RouteReport;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.node.domain.KernelEvent;
import io.ipfabric.node.domain.KernelLink;
import io.ipfabric.node.domain.KernelNeighbor;
import io.ipfabric.node.domain.KernelOperation;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.KernelRoute.Device;
import io.ipfabric.node.domain.ManifestJudge.Identity;
import io.ipfabric.node.domain.OperationOutcome;
import io.ipfabric.node.domain.RehearsalScript;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A second agent of the same classes, with a loop, a queue and ears of its own, that is told what {@link RehearsalScript} says and carries
 * it out on a {@link RehearsalStage}. Whoever makes it tells it, from one thread.
 */
final class RehearsedAgent implements AutoCloseable {

    /** For one step; far more than a cold one takes, even where somebody else keeps the kernel's lock for seconds. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final long LOOK_NANOS = 100_000;

    /** Of the routes to the other node: a host route of ours like any other. */
    private static final int ON_LINK_CLASS = 1;

    private final RehearsalStage stage;
    private final KernelLink link;
    private final RehearsalKernel kernel;
    private final ArrivalWatch arrivals;
    private final RouterWatch watch;
    private final Inbox inbox = new Inbox();
    private final Thread thread;
    private volatile boolean listening;
    private volatile @Nullable RouteReport told;

    /**
     * @param reports are given what is said, and are to tell nobody
     * @throws KernelException if the stage cannot be set
     */
    RehearsedAgent(RehearsalStage stage, Router router, Reports reports) {
        this.stage = stage;
        link = setUp(stage.kernel());
        kernel = new RehearsalKernel(stage.kernel(), link.index());
        arrivals = stage.arrivals(index -> inbox.offer(new AgentInput.GuestHeard(index)));
        watch = new RouterWatch(router, inbox::submit);
        var ports = new AgentPorts(
                kernel, stage.filter(), new Ears(), watch, _ -> {}, new NoMemory(), new OwnReports(reports));
        var meters = new AgentMeters(new SimpleMeterRegistry());
        var loop = new ReconcilerLoop(inbox, new Reconciler(ports, AgentSettings.REHEARSAL, meters, Clock.systemUTC()));
        thread = Thread.ofPlatform().daemon().name("rehearsed-agent").start(loop);
        tell(new AgentInput.TopologyRead(RehearsalScript.topology()));
        tell(new AgentInput.PartitionBegun());
        tell(new AgentInput.PartitionEnded());
    }

    private static KernelLink setUp(Kernel real) {
        int index = theLink(real).index();
        var operations = new ArrayList<KernelOperation>();
        operations.add(new KernelOperation.ConfigureGuestLink(index));
        operations.add(new KernelOperation.SetLink(index, null, true));
        for (var address : RehearsalScript.OTHER) {
            operations.add(
                    new KernelOperation.PutNeighbor(new KernelNeighbor(address, index, RehearsalScript.OTHER_MAC)));
            operations.add(new KernelOperation.AddRoute(KernelRoute.ours(address, ON_LINK_CLASS, new Device(index))));
        }
        for (var outcome : real.apply(operations)) {
            if (outcome instanceof OperationOutcome.Failed failed) {
                throw new KernelException(failed.error() + " (" + failed.message() + ") from " + failed.operation());
            }
        }
        return theLink(real);
    }

    private static KernelLink theLink(Kernel real) {
        return real.link(RehearsalScript.LINK.value())
                .orElseThrow(() -> new KernelException("there is no interface " + RehearsalScript.LINK));
    }

    private void tell(AgentInput input) {
        if (!inbox.offer(input)) {
            throw new IllegalStateException("a rehearsal's queue is full");
        }
    }

    /**
     * As the target of a move: a guest is awaited, and comes.
     *
     * @return nanoseconds from its first frame to the report
     * @throws KernelException if nothing came of it
     */
    long arrival(long epoch) throws InterruptedException {
        listening = false;
        RehearsalScript.target(epoch).forEach(this::tell);
        until("the guest is awaited", () -> listening);
        long start = System.nanoTime();
        stage.frameFrom(RehearsalScript.GUEST);
        until("the guest's arrival is reported", () -> isReported(epoch, Forwarding.Local.class));
        return System.nanoTime() - start;
    }

    /**
     * As the source of a move: a guest may leave, and does.
     *
     * @return nanoseconds from when its interface has no carrier to the report
     * @throws KernelException if nothing came of it
     */
    long departure(long epoch) throws InterruptedException {
        RehearsalScript.source(epoch).forEach(this::tell);
        until("the guest has its routes", () -> kernel.deliversIn(RouteClass.NORMAL.metric()));
        long start = System.nanoTime();
        kernel.plug(false);
        until("the guest's leaving is reported", () -> isReported(epoch, Forwarding.Via.class));
        long nanos = System.nanoTime() - start;
        kernel.plug(true);
        tell(new AgentInput.KernelTold(new KernelEvent.LinkChanged(link)));
        return nanos;
    }

    /** What the router says of the addresses, that nobody has, goes the way of all that it says. */
    void askRouter() throws InterruptedException {
        watch.askAll();
    }

    private void tell(RouteIntent intent) {
        tell(new AgentInput.IntentRead(intent));
    }

    private boolean isReported(long epoch, Class<? extends Forwarding> forwarding) {
        var report = told;
        return report != null && report.epoch().equals(Epoch.of(epoch)) && forwarding.isInstance(report.forwarding());
    }

    private void until(String what, BooleanSupplier reached) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!reached.getAsBoolean()) {
            if (Thread.interrupted()) {
                throw new InterruptedException("while waiting until " + what);
            }
            if (System.nanoTime() - end > 0) {
                throw new KernelException("it took more than " + PATIENCE.toSeconds() + " s until " + what
                        + Optional.ofNullable(told)
                                .map(report -> "; the last that was said: " + report)
                                .orElse(""));
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
        ThreadEnd.await(thread);
        arrivals.close();
    }

    /** The real ones; they are noticed when they listen. */
    private final class Ears implements ArrivalWatch {
        @Override
        public void watch(int linkIndex, MacAddress guest) {
            arrivals.watch(linkIndex, guest);
            listening = true;
        }

        @Override
        public void unwatch(int linkIndex) {
            arrivals.unwatch(linkIndex);
        }

        @Override
        public void close() {}
    }

    private final class OwnReports implements Reports {

        private final Reports made;

        OwnReports(Reports made) {
            this.made = made;
        }

        @Override
        public void publish(RouteReport report) {
            made.publish(report);
            told = report;
        }

        @Override
        public void publish(NodeReport report) {
            made.publish(report);
        }

        @Override
        public void retract(VmId vm) {
            made.retract(vm);
        }
    }

    private static final class NoMemory implements NodeMemory {
        @Override
        public Identity recall() {
            return RehearsalScript.identity();
        }

        @Override
        public void remember(Identity identity) {}
    }
}
