package io.ipfabric.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.lab.lifecycle.LabDirectory;
import io.ipfabric.lab.proof.Vms;
import org.junit.jupiter.api.Test;

/** A service of the chain is away: a request is accepted all the same, claims nothing, and is carried out later. */
@InLab
class PatienceScenarioTest {

    private final Vms vms = new Vms();

    @Test
    void acceptedWithoutRoutingServiceAndCarriedOutWithIt() {
        LabDirectory.ofMachine()
                .processes()
                .find("routing-service")
                .orElseThrow()
                .kill();

        assertThat(vms.create("early", "node1").status()).isEqualTo(202);
        var addressed =
                vms.await("early", "addressed", found -> found.addresses().size() == 2);
        assertThat(addressed.isSilent()).isTrue();
        assertThat(addressed.state()).isNotEqualTo("RUNNING");

        LabCommand.succeed("up");
        Proofs.reachable(vms.awaitAnnounced("early"));
    }
}
