package io.ipfabric.lab.training;

import io.ipfabric.contracts.event.VmLifecycleEvent.MigrationSwitched;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.lab.proof.LifecycleProducer;
import io.ipfabric.lab.proof.Vms;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** What the services do all day, often enough for their JVMs to know it: VMs come and go, are stopped and started, and move in each way that there is. */
public final class Exercise {

    private static final List<String> NODES = List.of("node1", "node2");

    /** Until the JVMs, the broker's too, have compiled what all that the services do has in common: about a thousand VMs. */
    private static final int WARM_UP_BURSTS = 48;

    private static final int WARM_UP_BURST = 25;

    private final String prefix = "exercise-" + Instant.now().getEpochSecond() + "-";
    private final Vms vms = new Vms();

    /** A fabric that works is warm, and its broker has been there for months: before anything is measured in a lab that has just come up. */
    public void warmUp() {
        comeAndGo(WARM_UP_BURSTS, WARM_UP_BURST);
    }

    /** Bursts of VMs that come and go: many at once, because that is quick. */
    void comeAndGo(int bursts, int burst) {
        for (int turn = 0; turn < bursts; turn++) {
            var ids = created(prefix + turn + "-", burst);
            ids.forEach(vms::delete);
            ids.forEach(vms::awaitGone);
        }
    }

    /** Of so many VMs at once, each in every way, and back. */
    void move(int count) {
        try (var manager = new LifecycleProducer()) {
            var ids = created(prefix + "m-", count);
            for (int turn = 0; turn < NODES.size(); turn++) {
                var there = NODES.get((turn + 1) % NODES.size());
                var back = NODES.get(turn);
                order(ids, "SEAMLESS", there);
                order(ids, "STRICT", back);
                ids.forEach(id -> manager.send(new MigrationSwitched(VmId.of(id), NodeName.of(there))));
                ids.forEach(id -> awaitRunning(id, there));
            }
            ids.forEach(vms::stop);
            ids.forEach(vms::awaitStopped);
            ids.forEach(vms::start);
            ids.forEach(vms::awaitAnnounced);
            vms.all();
            ids.forEach(vms::delete);
            ids.forEach(vms::awaitGone);
        }
    }

    private void order(List<String> ids, String cutover, String target) {
        ids.forEach(id -> vms.migrate(id, target, cutover).orThrow("no migration of " + id));
        ids.forEach(id -> awaitRunning(id, target));
    }

    /** The source has been cleaned by then, so that the next move may begin. */
    private void awaitRunning(String id, String node) {
        vms.await(
                id,
                "RUNNING on " + node,
                vm -> vm.state().equals("RUNNING") && vm.node().name().equals(node));
    }

    private List<String> created(String ofThese, int count) {
        var ids = IntStream.range(0, count).mapToObj(each -> ofThese + each).toList();
        ids.forEach(id -> vms.create(id, NODES.getFirst()).orThrow("refused"));
        ids.forEach(vms::awaitAnnounced);
        return ids;
    }
}
