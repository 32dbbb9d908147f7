package io.ipfabric.lab.proof;

import io.ipfabric.lab.flow.Absence;
import io.ipfabric.lab.flow.FlowReport;
import io.ipfabric.lab.flow.Traffic;
import io.ipfabric.lab.hypervisor.MoveLog;
import io.ipfabric.lab.lifecycle.LabDirectory;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.Router;
import io.ipfabric.lab.process.Poll;
import java.util.Collection;
import java.util.List;

/** Moves a VM while packets flow to it, and tells what became of them. */
public final class LiveMoves {

    private final Vms vms;
    private final MoveLog moves = new MoveLog(LabDirectory.ofMachine().moves());

    public LiveMoves(Vms vms) {
        this.vms = vms;
    }

    /** @param reports of each flow */
    public record Moved(VmView vm, Absence absence, List<FlowReport> reports) {

        /** Those from this namespace. */
        public List<FlowReport> from(String namespace) {
            return reports.stream()
                    .filter(report -> report.flow().from().equals(namespace))
                    .toList();
        }

        /** The most that a flow lost while the guest ran. */
        public int mostLost() {
            return reports.stream()
                    .mapToInt(FlowReport::lostBeyondAbsence)
                    .max()
                    .orElse(0);
        }
    }

    /** How a move is brought about. */
    public interface Order {
        void give() throws InterruptedException;
    }

    /** Orders a move over HTTP, and waits until only the target announces. */
    public Moved move(VmView vm, Router target, String cutover, Collection<String> senders)
            throws InterruptedException {
        return watch(vm, target, senders, () -> vms.migrate(vm.id(), target.name(), cutover)
                .orThrow("no migration"));
    }

    /** @param senders namespaces from where a packet a millisecond goes to each address of the VM */
    public Moved watch(VmView vm, Router target, Collection<String> senders, Order order) throws InterruptedException {
        int before = moves.entries().size();
        var path = new Traffic.Route(
                LabPlan.GUEST_PREFIX + vm.name(), vm.interfaceName(), vm.node().namespace(), target.namespace());
        try (var traffic = Traffic.start(path, senders, vm.addresses(), Traffic.INTERVAL)) {
            order.give();
            // The services are asked nothing until then: questions would compete with what is measured.
            traffic.awaitAllAtTarget();
            var moved = vms.awaitPhase(vm.id(), "CLEANING", "COMPLETED");
            // The reflectors have it by then; the core may not, and what it loses until then is lost by the move.
            for (var address : vm.addresses()) {
                Poll.until(
                        "the core to send " + address + " to " + target.name(),
                        Vms.LIMIT,
                        () -> Hop.isRouted(target, address));
            }
            var recorded = traffic.stop();
            var entry = Poll.untilPresent("the note of the move", Vms.LIMIT, () -> moves.entries().stream()
                    .skip(before)
                    .filter(each -> each.vm().value().equals(vm.name()))
                    .findFirst());
            var absence = new Absence(entry.detached(), entry.attached());
            return new Moved(moved, absence, recorded.reports(absence));
        }
    }
}
