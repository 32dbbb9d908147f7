package io.ipfabric.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.VmLifecycleEvent.Started;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.lab.hand.HandGuest;
import io.ipfabric.lab.lifecycle.LabDirectory;
import io.ipfabric.lab.network.Namespaces;
import io.ipfabric.lab.network.PacketBlock;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.Router;
import io.ipfabric.lab.process.Poll;
import io.ipfabric.lab.process.ProcessRecord;
import io.ipfabric.lab.proof.Hop;
import io.ipfabric.lab.proof.LifecycleProducer;
import io.ipfabric.lab.proof.VmView;
import io.ipfabric.lab.proof.Vms;
import java.time.Duration;
import java.util.List;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node hears no orders, but its FRR goes on announcing: a VM of it is started elsewhere all the same. */
@InLab
class CutOffNodeScenarioTest {

    private static final Logger LOG = Logger.getLogger(CutOffNodeScenarioTest.class.getName());
    private static final Router CUT_OFF = LabPlan.node(1);
    private static final Router OTHER = LabPlan.node(2);
    private static final String VM = "rescued";
    private static final int KAFKA = LabPlan.KAFKA_MANAGEMENT_PORT;

    private final Vms vms = new Vms();

    @AfterEach
    void hypervisorGoesOn() {
        hypervisor().resume();
    }

    private static ProcessRecord hypervisor() {
        return LabDirectory.ofMachine().processes().find("hypervisor").orElseThrow();
    }

    @Test
    void trafficFollowsTheNewPlacementAndTheOldOneIsCleanedLater() {
        vms.create(VM, CUT_OFF.name()).orThrow("refused");
        var vm = vms.await(VM, "confirmed", VmView::isConfirmed);
        Proofs.reachable(vm);
        // It would take the guest's interface away from the node, and so its route: a dead node's manager cannot.
        hypervisor().suspend();
        prepareOnTheOther(vm);
        try (var manager = new LifecycleProducer();
                var _ = PacketBlock.of(CUT_OFF.namespace(), List.of("tcp dport " + KAFKA, "tcp sport " + KAFKA))) {
            long start = System.nanoTime();
            var replaced = Generation.of(vm.json().path("generation").asLong());
            manager.send(new Started(VmId.of(VM), NodeName.of(OTHER.name()), replaced));

            vm.addresses().forEach(address -> theCoreFollows(address, start));
        }
        hypervisorGoesOn();

        Settled.on(OTHER, vms, VM);
    }

    private static void theCoreFollows(Address address, long start) {
        Poll.until(
                "the core to send " + address + " to " + OTHER.name(), Vms.LIMIT, () -> Hop.isRouted(OTHER, address));
        LOG.info(() -> "the core follows after "
                + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms");
        assertThat(LabPlan.reflectors())
                .as("the old one announces still, or nothing was shown")
                .allMatch(reflector -> Hop.hasPath(reflector, CUT_OFF, address));
    }

    /** A second interface of the guest, as the hypervisor would make it: whose it is stands in its alias. */
    private static void prepareOnTheOther(VmView vm) {
        var mac = MacAddress.of(vm.json().path("interface").path("mac").asText());
        var guest = new HandGuest(VM, mac, vm.addresses());
        guest.prepareOn(OTHER);
        Namespaces.batch(guest.namespace(), List.of("link set eth1 alias " + OTHER.name(), "link set eth1 up"));
    }
}
