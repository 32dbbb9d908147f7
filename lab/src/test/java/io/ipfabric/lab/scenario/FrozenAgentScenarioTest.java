package io.ipfabric.lab.scenario;

import io.ipfabric.lab.lifecycle.LabDirectory;
import io.ipfabric.lab.process.ProcessRecord;
import io.ipfabric.lab.proof.VmView;
import io.ipfabric.lab.proof.Vms;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In the middle of a move the source's or the target's agent stands still for a minute, with its connections open, and then goes on. */
@InLab
class FrozenAgentScenarioTest {

    private static final Duration FROZEN = Duration.ofMinutes(1);
    private static final Duration REST_LIMIT = Duration.ofMinutes(2);

    /** From node1 to node2. */
    private static final String OF_FROZEN_SOURCE = "leaves";

    /** From node2 to node3. */
    private static final String OF_FROZEN_TARGET = "comes";

    private final Vms vms = new Vms();

    private static Stream<ProcessRecord> agents() {
        return Stream.of("node1", "node3").map(node -> LabDirectory.ofMachine()
                .processes()
                .find("node-executor-" + node)
                .orElseThrow());
    }

    @AfterEach
    void goOn() {
        agents().forEach(ProcessRecord::resume);
    }

    /** @param phase in which the moves are when the agents stop */
    @ParameterizedTest
    @ValueSource(strings = {"PREPARING", "READY"})
    void theMoveEndsInOnePlace(String phase) throws InterruptedException {
        vms.create(OF_FROZEN_SOURCE, "node1").orThrow("refused");
        vms.create(OF_FROZEN_TARGET, "node2").orThrow("refused");
        vms.await(OF_FROZEN_SOURCE, "confirmed", VmView::isConfirmed);
        vms.await(OF_FROZEN_TARGET, "confirmed", VmView::isConfirmed);

        vms.migrate(OF_FROZEN_SOURCE, "node2", "SEAMLESS").orThrow("no migration");
        vms.migrate(OF_FROZEN_TARGET, "node3", "SEAMLESS").orThrow("no migration");
        if (phase.equals("READY")) {
            for (var vm : List.of(OF_FROZEN_SOURCE, OF_FROZEN_TARGET)) {
                vms.awaitPhase(vm, "READY", "SWITCHED", "CONVERGING", "CLEANING", "COMPLETED");
            }
        }
        agents().forEach(ProcessRecord::suspend);
        Thread.sleep(FROZEN);
        goOn();

        Settled.somewhere(vms, OF_FROZEN_SOURCE, REST_LIMIT);
        Settled.somewhere(vms, OF_FROZEN_TARGET, REST_LIMIT);
    }
}
