package io.ipfabric.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.Endpoint.EndpointAddress;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.event.InterfaceKind;
import io.ipfabric.contracts.event.ManifestDigest;
import io.ipfabric.contracts.event.RouteIntent.Announce;
import io.ipfabric.contracts.event.RouteIntent.Manifest;
import io.ipfabric.contracts.event.VmInterface;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.FabricId;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.contracts.value.VmName;
import io.ipfabric.lab.lifecycle.HttpApi;
import io.ipfabric.lab.lifecycle.LabDirectory;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.process.Poll;
import io.ipfabric.lab.proof.Hop;
import io.ipfabric.lab.proof.VmView;
import io.ipfabric.lab.proof.Vms;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An intents topic that was emptied, or that another fabric wrote, deletes nothing and applies nothing. */
@InLab
class StrangeIntentsScenarioTest {

    private static final String NODE = "node1";
    private static final Address FOREIGN = Address.of("203.0.113.7");

    private final Vms vms = new Vms();
    private final HttpApi agent = new HttpApi("http://" + LabPlan.node(1).management() + ":" + LabPlan.AGENT_PORT);

    private VmView vm;
    private IntentsTopic.Found before;

    @BeforeEach
    void vmOfBefore() {
        vms.create("stays", NODE).orThrow("refused");
        vm = vms.awaitAnnounced("stays");
        Proofs.reachable(vm);
        before = IntentsTopic.latestManifest(NODE);
        killAgent();
    }

    @Test
    void emptiedTopicDeletesNothing() throws ExecutionException, InterruptedException {
        IntentsTopic.empty();

        LabCommand.succeed("up");

        awaitExplanation("no manifest");
        Proofs.reachable(vm);
    }

    @Test
    void foreignTopicDeletesAndAppliesNothing() throws ExecutionException, InterruptedException {
        var intent = new Announce(foreignEndpoint());
        var digest = ManifestDigest.EMPTY.plus(
                intent.endpoint().vm(), intent.endpoint().epoch());
        var instance = before.manifest().instance();
        var generation = before.manifest().generation() + 1000;
        IntentsTopic.empty();
        IntentsTopic.send(intent, before.partition());
        IntentsTopic.send(
                new Manifest(
                        FabricId.of(UUID.randomUUID().toString()),
                        NodeName.of(NODE),
                        instance,
                        generation,
                        1,
                        digest,
                        true),
                before.partition());

        LabCommand.succeed("up");

        awaitExplanation("this node belongs to " + before.manifest().fabric());
        Proofs.reachable(vm);
        assertThat(Hop.of(FOREIGN, LabPlan.node(1)).getFirst().holds().getAsBoolean())
                .isFalse();
    }

    /** The fabric's own next manifest is believed again, and the VM can go. */
    @AfterEach
    void topicOfItsOwn() throws ExecutionException, InterruptedException {
        killAgent();
        IntentsTopic.empty();
        LabCommand.succeed("up");
    }

    private static void killAgent() {
        LabDirectory.ofMachine()
                .processes()
                .find("node-executor-" + NODE)
                .orElseThrow()
                .kill();
    }

    private void awaitExplanation(String part) {
        Poll.until("the agent to say: " + part, Vms.LIMIT, () -> agent.get("/v1/interfaces")
                .json()
                .path("explanation")
                .asText()
                .contains(part));
    }

    private static Endpoint foreignEndpoint() {
        var name = VmName.of("foreign");
        return new Endpoint(
                NodeName.of(NODE),
                VmId.of("foreign"),
                name,
                Generation.of(1),
                Epoch.of(1L << 40),
                new VmInterface(InterfaceName.of(name), null, InterfaceKind.VETH, MacAddress.of("02:00:0a:40:00:77")),
                new Gateways(
                        Address.of(LabPlan.GATEWAY4), Address.of(LabPlan.GATEWAY6), MacAddress.of("02:00:0a:00:00:01")),
                List.of(new EndpointAddress(FOREIGN, SequenceNumber.of(1))),
                new Forwarding.Local(),
                new Announcement.Normal(),
                null);
    }
}
