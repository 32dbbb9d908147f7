package io.ipfabric.lab.scenario;

import io.ipfabric.lab.proof.Vms;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** `up`, killed in the middle, can be taken down and can be finished. */
@InLab(up = false)
class InterruptedUpScenarioTest {

    @BeforeEach
    void noLab() {
        LabCommand.succeed("down");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Namespaces", "Started postgres", "Topics", "Started vm-service", "FRR of core"})
    void leavesNothingAfterDown(String moment) throws IOException, InterruptedException {
        LabCommand.killAt(moment, "up");

        Leftovers.assertNoneAfterDown();
    }

    @Test
    void isFinishedByTheNextUp() throws IOException, InterruptedException {
        LabCommand.killAt("Started kafka", "up");
        LabCommand.killAt("FRR of rr1", "up");

        LabCommand.succeed("up");

        new Vms().create("late", "node1").orThrow("refused");
        Proofs.reachable(new Vms().awaitAnnounced("late"));
        Leftovers.assertNoneAfterDown();
    }
}
