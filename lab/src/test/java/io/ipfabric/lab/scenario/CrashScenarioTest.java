package io.ipfabric.lab.scenario;

import io.ipfabric.lab.lifecycle.LabDirectory;
import io.ipfabric.lab.proof.Vms;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of process is killed while a VM is being created or deleted: the accepted request is carried out all the same (G6, G8). */
@InLab
class CrashScenarioTest {

    /**
     * With Kafka killed inside a transaction: the producer gives up on it after 15 s, the lease and the consumers' sessions run out, and
     * everybody connects again.
     */
    private static final Duration RECOVERY_LIMIT = Duration.ofSeconds(90);

    private final Vms vms = new Vms();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka",
                "postgres",
                "ipam-service",
                "vm-service",
                "routing-service",
                "gateway-config-service",
                "node-executor-node1",
                "fabric-node1-zebra",
                "fabric-node1-bgpd",
                "fabric-rr1-bgpd",
                "fabric-core-zebra",
                "hypervisor"
            })
    void acceptedVmRuns(String process) {
        var victim = LabDirectory.ofMachine().processes().find(process).orElseThrow();
        vms.create("crash", "node1").orThrow("refused");

        victim.kill();
        LabCommand.succeed("up");

        Proofs.reachable(vms.awaitAnnounced("crash", RECOVERY_LIMIT));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka",
                "postgres",
                "ipam-service",
                "vm-service",
                "routing-service",
                "node-executor-node1",
                "fabric-node1-bgpd"
            })
    void deletedVmGoes(String process) {
        vms.create("crash", "node1").orThrow("refused");
        var vm = vms.awaitAnnounced("crash", RECOVERY_LIMIT);
        var victim = LabDirectory.ofMachine().processes().find(process).orElseThrow();

        vms.delete("crash");
        victim.kill();
        LabCommand.succeed("up");

        vms.awaitGone("crash", RECOVERY_LIMIT);
        Proofs.nowhere(vm);
    }
}
