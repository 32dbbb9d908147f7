package io.ipfabric.lab.demo;

import io.ipfabric.contracts.event.VmLifecycleEvent;
import io.ipfabric.contracts.event.VmLifecycleEvent.Created;
import io.ipfabric.contracts.event.VmLifecycleEvent.Deleted;
import io.ipfabric.contracts.event.VmLifecycleEvent.Started;
import io.ipfabric.contracts.event.VmLifecycleEvent.Stopped;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.contracts.value.VmName;
import io.ipfabric.lab.flow.FlowReport;
import io.ipfabric.lab.hand.ControlMove;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.Router;
import io.ipfabric.lab.proof.Hop;
import io.ipfabric.lab.proof.LifecycleProducer;
import io.ipfabric.lab.proof.LiveMoves;
import io.ipfabric.lab.proof.RouteMonitor;
import io.ipfabric.lab.proof.VmView;
import io.ipfabric.lab.proof.Vms;
import io.ipfabric.lab.proof.Vms.PoolUse;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The life of two VMs in a lab that is up: one asked for over HTTP, one told of over Kafka. Nothing is claimed that is not observed. */
public final class Demo {

    private static final String PREFIX = "demo-";
    private static final String WEB = PREFIX + "web";
    private static final String DB = PREFIX + "db";
    private static final int WARM_VMS = 10;

    /** The first packets of a fresh lab wait for just-in-time compilation everywhere. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** No VM gets these: allocation starts at the other end of each pool. */
    private static final List<Address> NOBODYS =
            List.of(Address.of("198.51.100.254"), Address.of("2001:db8:100::ffff:1"));

    private final Story story;
    private final Vms vms = new Vms();
    private final RouteMonitor core;
    private final LifecycleProducer manager;
    private final LiveMoves moves = new LiveMoves(vms);
    private final ControlMove control = new ControlMove();

    private Demo(Story story, RouteMonitor core, LifecycleProducer manager) {
        this.story = story;
        this.core = core;
        this.manager = manager;
    }

    /** @throws RuntimeException naming the first proof that did not hold */
    public static void run(PrintStream out) {
        try (var core = RouteMonitor.start();
                var manager = new LifecycleProducer()) {
            new Demo(new Story(out), core, manager).tell();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private void tell() throws InterruptedException {
        removeLeftovers();
        var usedBefore = LabPlan.POOLS.stream().map(pool -> use(pool.name())).toList();

        story.chapter("First the opposite: an address that nobody has");
        NOBODYS.forEach(address -> proveNowhere(address, LabPlan.node(1)));

        story.chapter("A VM on node1, asked for over HTTP");
        var web = run(WEB, "POST /v1/vms", () -> vms.create(WEB, "node1").orThrow("refused"));
        story.chapter("A VM on node2, told of over Kafka");
        var db = run(DB, "created record", () -> manager.send(created(DB, "node2")));
        story.chapter("The VMs reach each other");
        for (var address : db.addresses()) {
            story.prove("ping " + WEB + " → " + DB + " " + address, LIMIT, () -> Hop.answers(namespace(WEB), address));
        }

        story.chapter("Stopped: they keep their addresses, and nobody announces them");
        stop(web, "POST …/stop", () -> vms.stop(WEB));
        stop(db, "stopped record", () -> manager.send(new Stopped(VmId.of(DB), NodeName.of("node2"))));

        story.chapter("Started again");
        run(WEB, "POST …/start", () -> vms.start(WEB));
        run(DB, "started record", () -> manager.send(new Started(VmId.of(DB), NodeName.of("node2"), null)));

        story.chapter("Again, now that every program is warm: " + WARM_VMS + " VMs one after another");
        var warm = runWarm();

        story.chapter("Moved to node3 while packets flow: its routes are there before it is (SEAMLESS)");
        int lost = move(web, LabPlan.node(3), "SEAMLESS");
        story.chapter("Moved back in the literal order: withdrawn, proved, announced (STRICT)");
        move(web, LabPlan.node(1), "STRICT");
        story.chapter("The control: a guest moved by hand, withdrawn there and announced here");
        int lostByHand = ControlMove.leastLost(control.unassisted());
        story.say(lostByHand + " packets of a flow from the core were lost while it ran");
        story.prove("by hand it loses at least 100", LIMIT, () -> lostByHand >= 100);
        story.prove(
                "SEAMLESS loses less than half of that, with agents that never moved a guest",
                LIMIT,
                () -> lost * 2 < lostByHand);

        story.chapter("Deleted: the addresses are free once no router holds them and the cooldown is over");
        delete(web, "DELETE", () -> vms.delete(WEB));
        delete(db, "deleted record", () -> manager.send(new Deleted(VmId.of(DB), null)));
        warm.forEach(vm -> vms.delete(vm.id()));
        warm.forEach(vm -> vms.awaitGone(vm.id()));
        for (int i = 0; i < usedBefore.size(); i++) {
            var pool = LabPlan.POOLS.get(i).name();
            var before = usedBefore.get(i);
            story.prove("pool " + pool + " is as it was before", LIMIT, () -> use(pool)
                    .equals(before));
        }
        story.end();
    }

    /** Brings a VM to run, proves its way hop by hop in both families, and measures from the request to the core's kernel. */
    private VmView run(String id, String how, Runnable request) {
        long start = System.nanoTime();
        request.run();
        var vm = vms.awaitAnnounced(id);
        story.say(id + " has " + vm.addresses());
        for (var address : vm.addresses()) {
            for (var hop : Hop.of(address, vm.node())) {
                story.prove(hop.name() + ": " + address, LIMIT, hop.holds());
            }
            story.measured(how + " " + id + " → core's kernel, " + address.family(), core.untilAdded(address, start));
        }
        return vm;
    }

    /** @return the most that a flow lost while the guest ran */
    private int move(VmView vm, Router target, String cutover) throws InterruptedException {
        var present = vms.find(vm.id()).orElseThrow();
        var from = List.of(LabPlan.core().namespace(), namespace(DB));
        var moved = moves.move(present, target, cutover, from);
        story.say("%s was nowhere for %.1f ms"
                .formatted(vm.id(), moved.absence().length().toNanos() / 1e6));
        moved.reports().forEach(report -> story.say(report.toString()));
        story.prove("no packet came twice", LIMIT, () -> moved.reports().stream()
                .allMatch(report -> report.duplicates() == 0));
        for (var address : vm.addresses()) {
            for (var hop : Hop.of(address, target)) {
                story.prove(hop.name() + ": " + address, LIMIT, hop.holds());
            }
        }
        story.measured(
                cutover + " " + vm.id() + ": the longest gap of a flow, its own absence included",
                moved.reports().stream()
                        .map(FlowReport::largestGap)
                        .max(Duration::compareTo)
                        .orElseThrow());
        return moved.mostLost();
    }

    /** Only measures: what is proved above is not proved again. */
    private List<VmView> runWarm() {
        var running = new ArrayList<VmView>();
        var times = new ArrayList<Duration>();
        for (int i = 1; i <= WARM_VMS; i++) {
            var id = PREFIX + i;
            long start = System.nanoTime();
            vms.create(id, "node" + (1 + i % 2)).orThrow("refused");
            var vm = vms.awaitAnnounced(id);
            for (var address : vm.addresses()) {
                times.add(core.untilAdded(address, start));
            }
            running.add(vm);
        }
        Collections.sort(times);
        story.say(running.size() + " VMs run, " + times.size() + " addresses are in the core's kernel");
        story.measured("POST /v1/vms → core's kernel, warm: median of " + times.size(), times.get(times.size() / 2));
        story.measured("POST /v1/vms → core's kernel, warm: slowest", times.getLast());
        return running;
    }

    private void stop(VmView vm, String how, Runnable request) {
        long start = System.nanoTime();
        request.run();
        var stopped = vms.awaitStopped(vm.id());
        vm.addresses().forEach(address -> proveNowhere(address, vm.node()));
        story.prove(vm.id() + " has its addresses still", LIMIT, () -> stopped.addresses()
                .equals(vm.addresses()));
        measuredGone(vm, how, start);
    }

    private void delete(VmView vm, String how, Runnable request) {
        long start = System.nanoTime();
        request.run();
        vms.awaitGone(vm.id());
        vm.addresses().forEach(address -> proveNowhere(address, vm.node()));
        measuredGone(vm, how, start);
    }

    /** Every hop's check fails: so a check that held before was not one that always holds. */
    private void proveNowhere(Address address, Router node) {
        story.prove("nowhere: " + address, LIMIT, () -> Hop.of(address, node).stream()
                .noneMatch(hop -> hop.holds().getAsBoolean()));
    }

    private void measuredGone(VmView vm, String how, long start) {
        for (var address : vm.addresses()) {
            story.measured(
                    how + " " + vm.id() + " → gone from core's kernel, " + address.family(),
                    core.untilDeleted(address, start));
        }
    }

    /** Of a demo that was interrupted in a lab that stayed. */
    private void removeLeftovers() {
        for (var vm : vms.all()) {
            if (vm.id().startsWith(PREFIX)) {
                vms.delete(vm.id());
                vms.awaitGone(vm.id());
            }
        }
    }

    private PoolUse use(String pool) {
        return vms.poolUse(pool);
    }

    private static VmLifecycleEvent created(String id, String node) {
        return new Created(
                VmId.of(id),
                VmName.of(id),
                ClusterName.of(LabPlan.CLUSTER),
                NodeName.of(node),
                List.of(),
                List.of(),
                null,
                null);
    }

    private static String namespace(String vm) {
        return LabPlan.GUEST_PREFIX + vm;
    }
}
