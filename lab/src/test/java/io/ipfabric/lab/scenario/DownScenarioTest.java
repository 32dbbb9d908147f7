package io.ipfabric.lab.scenario;

import io.ipfabric.lab.lifecycle.LabDirectory;
import io.ipfabric.lab.process.ProcessRecord;
import io.ipfabric.lab.proof.Vms;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** `down` leaves nothing of a lab, be it well or dead. */
@InLab
class DownScenarioTest {

    @Test
    void leavesNothingOfARunningLab() throws IOException {
        new Vms().create("last", "node1").orThrow("refused");
        new Vms().awaitAnnounced("last");

        Leftovers.assertNoneAfterDown();
    }

    @Test
    void leavesNothingOfAKilledLab() throws IOException {
        LabDirectory.ofMachine().processes().all().forEach(ProcessRecord::kill);

        Leftovers.assertNoneAfterDown();
    }
}
