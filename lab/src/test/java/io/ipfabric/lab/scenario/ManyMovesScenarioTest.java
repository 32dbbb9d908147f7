package io.ipfabric.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.VmLifecycleEvent.MigrationFailed;
import io.ipfabric.contracts.event.VmLifecycleEvent.MigrationStarted;
import io.ipfabric.contracts.event.VmLifecycleEvent.MigrationSwitched;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.Router;
import io.ipfabric.lab.process.Poll;
import io.ipfabric.lab.proof.LifecycleProducer;
import io.ipfabric.lab.proof.VmView;
import io.ipfabric.lab.proof.Vms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/** One VM is ordered about without a pause: through both doors, and what was ordered is cancelled, fails, or is overtaken by the next order. */
@InLab
class ManyMovesScenarioTest {

    private static final Logger LOG = Logger.getLogger(ManyMovesScenarioTest.class.getName());
    private static final int ORDERS = 50;

    /** The same orders in each run; what is on the way when each comes is never the same. */
    private static final long SEED = 20;

    private static final Duration REST_LIMIT = Duration.ofMinutes(2);
    private static final String MOVER = "restless";
    private static final VmId VM = VmId.of(MOVER);

    private final Vms vms = new Vms();
    private final Random random = new Random(SEED);

    /** What becomes of a move right after its order. */
    private enum Fate {
        IS_LEFT_ALONE,
        IS_CANCELLED,
        FAILS,
        HAS_SWITCHED,
        IS_OVERTAKEN
    }

    @Test
    void fiftyOrdersEndInOnePlace() {
        vms.create(MOVER, "node1").orThrow("refused");
        vms.await(MOVER, "confirmed", VmView::isConfirmed);
        var fates = new ArrayList<Fate>();
        try (var manager = new LifecycleProducer()) {
            for (int order = 0; order < ORDERS; order++) {
                var target = order(order, manager);
                var fate = Fate.values()[random.nextInt(Fate.values().length)];
                meet(fate, target, manager);
                fates.add(fate);
            }
        }

        var end = Settled.somewhere(vms, MOVER, REST_LIMIT);

        LOG.info(() -> "after " + ORDERS + " orders it is on " + end.node().name() + ", in generation "
                + end.json().path("generation"));
        assertThat(fates).contains(Fate.values());
    }

    /** Through one door or the other; asked again until it is accepted, or the VM turns out to be there. */
    private NodeName order(int number, LifecycleProducer manager) {
        return Poll.untilPresent("the order of move " + number, REST_LIMIT, () -> {
            var vm = vms.find(MOVER).orElseThrow();
            var target = another(vm.node());
            if (number % 2 == 0) {
                var answer = vms.migrate(MOVER, target.toString(), random.nextBoolean() ? "SEAMLESS" : "STRICT");
                return answer.succeeded() ? Optional.of(target) : Optional.empty();
            }
            manager.send(new MigrationStarted(VM, NodeName.of(vm.node().name()), target, null, null));
            return Optional.of(target);
        });
    }

    private void meet(Fate fate, NodeName target, LifecycleProducer manager) {
        switch (fate) {
            case IS_LEFT_ALONE -> vms.await(MOVER, "moved", vm -> !vm.state().equals("MIGRATING"), REST_LIMIT);
            case IS_CANCELLED -> {
                var answer = vms.cancel(MOVER, vms.find(MOVER).orElseThrow().migrationId());
                assertThat(answer.status()).as(answer.body()).isLessThan(500);
            }
            case FAILS -> manager.send(new MigrationFailed(VM, target, "the target has no memory"));
            case HAS_SWITCHED -> manager.send(new MigrationSwitched(VM, target));
            case IS_OVERTAKEN -> {}
        }
    }

    private NodeName another(Router node) {
        var others = List.of(LabPlan.node(1), LabPlan.node(2), LabPlan.node(3)).stream()
                .filter(each -> !each.equals(node))
                .toList();
        return NodeName.of(others.get(random.nextInt(others.size())).name());
    }
}
