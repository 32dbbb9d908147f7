package io.ipfabric.lab.bench;

import io.ipfabric.contracts.event.VmLifecycleEvent.MigrationSwitched;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.contracts.value.VmName;
import io.ipfabric.lab.flow.FlowReport;
import io.ipfabric.lab.flow.TcpStream;
import io.ipfabric.lab.hand.ControlMove;
import io.ipfabric.lab.hypervisor.MoveLog;
import io.ipfabric.lab.hypervisor.UnannouncedMove;
import io.ipfabric.lab.lifecycle.LabDirectory;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.Router;
import io.ipfabric.lab.proof.LifecycleProducer;
import io.ipfabric.lab.proof.LiveMoves;
import io.ipfabric.lab.proof.LiveMoves.Moved;
import io.ipfabric.lab.proof.VmView;
import io.ipfabric.lab.proof.Vms;
import io.ipfabric.lab.training.Exercise;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What live moves lose: a packet a millisecond and family from the core, from a guest of the source and from a guest of a third node, to a VM
 * that moves to and fro. What is sent while the guest runs nowhere does not count. Connections go on meanwhile, and the same is done by hand in
 * between.
 */
public final class MoveBench {

    /** In each way, one after another, as they are measured: until the programs have seen all that a move consists of. */
    private static final int WARM_UP_MOVES = 20;

    /** Of so many SEAMLESS moves there is one of each other kind. */
    private static final int OTHERS_SHARE = 10;

    private static final Router NODE1 = LabPlan.node(1);
    private static final Router NODE2 = LabPlan.node(2);

    private final String prefix = "move-" + Instant.now().getEpochSecond() + "-";
    private final String mover = prefix + "m";
    private final Vms vms = new Vms();
    private final LiveMoves moves = new LiveMoves(vms);
    private final LifecycleProducer manager;
    private final ControlMove control = new ControlMove();
    private final List<TcpStream.Result> streams = new ArrayList<>();
    private final PrintStream out;

    private MoveBench(LifecycleProducer manager, PrintStream out) {
        this.manager = manager;
        this.out = out;
    }

    /** @param count of SEAMLESS moves */
    public static void run(int count, PrintStream out) throws InterruptedException {
        try (var manager = new LifecycleProducer()) {
            new MoveBench(manager, out).measure(count);
        }
    }

    private void measure(int count) throws InterruptedException {
        new Exercise().warmUp();
        var all = List.of(mover, prefix + "node1", prefix + "node2", prefix + "node3");
        vms.create(mover, "node1").orThrow("refused");
        for (int number = 1; number <= 3; number++) {
            vms.create(prefix + "node" + number, "node" + number).orThrow("refused");
        }
        all.forEach(vms::awaitAnnounced);
        vms.await(mover, "confirmed", VmView::isConfirmed);
        for (int i = 0; i < WARM_UP_MOVES; i++) {
            move("SEAMLESS");
            move("STRICT");
            moveWithoutNotice();
        }
        var seamless = new ArrayList<Moved>();
        var strict = new ArrayList<Moved>();
        var strictByHand = new ArrayList<FlowReport>();
        var toldAfterwards = new ArrayList<Moved>();
        for (int i = 0; i < count; i++) {
            seamless.add(moveUnderConnections());
            if (i % OTHERS_SHARE == 0) {
                strict.add(move("STRICT"));
                strictByHand.addAll(control.strict());
                toldAfterwards.add(moveWithoutNotice());
            }
        }
        print("SEAMLESS", seamless);
        printConnections(streams);
        print("STRICT", strict);
        out.println("the same by hand:");
        tell("core", strictByHand);
        print("Without notice", toldAfterwards);
        out.println("by hand, without redirect:");
        tell("core", control.unassisted());
        all.forEach(vms::delete);
        all.forEach(vms::awaitGone);
    }

    /** From guests of both places, because the core's own address is one of the underlay, which no guest reaches. */
    private Moved moveUnderConnections() throws InterruptedException {
        var vm = vms.find(mover).orElseThrow();
        var connections = new ArrayList<TcpStream>();
        for (var from : guestSenders(vm)) {
            for (var address : vm.addresses()) {
                connections.add(TcpStream.start(from, LabPlan.GUEST_PREFIX + vm.name(), address));
            }
        }
        try {
            var moved = move("SEAMLESS");
            for (var connection : connections) {
                streams.add(connection.stop());
            }
            return moved;
        } finally {
            connections.forEach(TcpStream::close);
        }
    }

    /** It has moved before its producer says so over Kafka: what is lost is the way of its word. */
    private Moved moveWithoutNotice() throws InterruptedException {
        var vm = resting();
        var target = otherNode(vm);
        var targetName = NodeName.of(target.name());
        var fact = LifecycleProducer.record(new MigrationSwitched(VmId.of(mover), targetName));
        var move = new UnannouncedMove(
                VmName.of(vm.name()),
                vm.iface(),
                vm.addresses(),
                NodeName.of(vm.node().name()),
                targetName,
                new MoveLog(LabDirectory.ofMachine().moves()));
        move.prepare();
        return moves.watch(vm, target, senders(vm), () -> move.carryOut(() -> manager.send(fact)));
    }

    private Moved move(String cutover) throws InterruptedException {
        var vm = resting();
        return moves.move(vm, otherNode(vm), cutover, senders(vm));
    }

    private VmView resting() {
        return vms.await(mover, "RUNNING", view -> view.state().equals("RUNNING"));
    }

    private static Router otherNode(VmView vm) {
        return vm.node().equals(NODE1) ? NODE2 : NODE1;
    }

    private List<String> senders(VmView vm) {
        var senders = new ArrayList<>(guestSenders(vm));
        senders.add(LabPlan.core().namespace());
        return senders;
    }

    /** A guest of the node that the mover leaves, and one of the node that it never comes to. */
    private List<String> guestSenders(VmView vm) {
        return List.of(LabPlan.GUEST_PREFIX + prefix + vm.node().name(), LabPlan.GUEST_PREFIX + prefix + "node3");
    }

    private void printConnections(List<TcpStream.Result> results) {
        out.printf(
                "TCP: %d connections, %d of them whole, %d reset; longest gap %s ms%n",
                results.size(),
                results.stream().filter(TcpStream.Result::isWhole).count(),
                results.stream().filter(TcpStream.Result::reset).count(),
                spread(numbers(results, result -> result.largestGap().toNanos() / 1e6)));
    }

    private void print(String cutover, List<Moved> moved) {
        var absences = numbers(moved, each -> each.absence().length().toNanos() / 1e6);
        out.printf("%s: %d moves; guest absent for %s ms%n", cutover, moved.size(), spread(absences));
        tell("core", moved, LabPlan.core().namespace());
        tell("guest of node3", moved, LabPlan.GUEST_PREFIX + prefix + "node3");
        var ofSource = new ArrayList<FlowReport>();
        for (var each : moved) {
            each.reports().stream()
                    .filter(report -> report.flow().from().endsWith("node1")
                            || report.flow().from().endsWith("node2"))
                    .forEach(ofSource::add);
        }
        tell("guest of the source", ofSource);
        moved.forEach(this::tellLosses);
    }

    /** Each flow that lost more than one packet, with the time to look for in the logs. */
    private void tellLosses(Moved moved) {
        var absence = moved.absence();
        moved.reports().stream()
                .filter(report -> report.lostBeyondAbsence() > 1)
                .forEach(report -> out.printf(
                        "    guest absent from %s to %s: %s%n", absence.detached(), absence.attached(), report));
    }

    private void tell(String who, List<Moved> moved, String namespace) {
        tell(who, moved.stream().flatMap(each -> each.from(namespace).stream()).toList());
    }

    private void tell(String who, List<FlowReport> reports) {
        long several = reports.stream()
                .filter(report -> report.lostBeyondAbsence() > 1)
                .count();
        out.printf(
                "  from %-20s lost while the guest ran %s packets; %d of %d flows lost more than one; %d duplicates, %d to the wrong place;"
                        + " longest gap %s ms%n",
                who,
                spread(numbers(reports, FlowReport::lostBeyondAbsence)),
                several,
                reports.size(),
                reports.stream().mapToInt(FlowReport::duplicates).sum(),
                reports.stream().mapToInt(FlowReport::wrongTap).sum(),
                spread(numbers(reports, report -> report.largestGap().toNanos() / 1e6)));
    }

    private static <T> List<Double> numbers(List<T> from, ToDoubleFunction<T> number) {
        return from.stream()
                .map(number::applyAsDouble)
                .sorted(Comparator.naturalOrder())
                .toList();
    }

    /** Of sorted numbers. */
    private static String spread(List<Double> sorted) {
        return sorted.isEmpty()
                ? "-"
                : "median %.0f, 90 %% up to %.0f, most %.0f"
                        .formatted(sorted.get(sorted.size() / 2), sorted.get(sorted.size() * 9 / 10), sorted.getLast());
    }
}
