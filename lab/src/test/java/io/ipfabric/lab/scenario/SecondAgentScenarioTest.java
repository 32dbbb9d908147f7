package io.ipfabric.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.lab.lifecycle.HttpApi;
import io.ipfabric.lab.lifecycle.LabDirectory;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.Router;
import io.ipfabric.lab.process.Command;
import io.ipfabric.lab.process.Poll;
import io.ipfabric.lab.process.ProcessRecord;
import io.ipfabric.lab.process.ProcessSpec;
import io.ipfabric.lab.proof.VmView;
import io.ipfabric.lab.proof.Vms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A second agent under a node's name, on another machine, as a cloned node would run it: it changes nothing there. */
@InLab
class SecondAgentScenarioTest {

    private static final String CLONE = "node-executor-clone";
    private static final Router OTHER = LabPlan.node(3);
    private static final int PORT = LabPlan.AGENT_PORT + 10;

    private final Vms vms = new Vms();

    @AfterEach
    void endClone() {
        LabDirectory.ofMachine().processes().find(CLONE).ifPresent(ProcessRecord::kill);
    }

    @Test
    void deletesAndAppliesNothing() throws IOException {
        vms.create("first", "node1").orThrow("refused");
        vms.create("neighbor", "node3").orThrow("refused");
        var first = vms.awaitAnnounced("first");
        var neighbor = vms.awaitAnnounced("neighbor");
        var configuration = running(OTHER);

        startClone();
        vms.create("second", "node1").orThrow("refused");

        var second = vms.awaitAnnounced("second");
        for (var vm : List.of(first, neighbor, second)) {
            Proofs.reachable(vm);
        }
        assertThat(routes(OTHER)).doesNotContain(texts(first)).doesNotContain(texts(second));
        assertThat(running(OTHER)).isEqualTo(configuration);
    }

    private static void startClone() throws IOException {
        var directory = LabDirectory.ofMachine();
        var agent = directory.processes().find("node-executor-node1").orElseThrow();
        var environment = new HashMap<String, String>();
        for (var variable : zeroSeparated(agent, "environ")) {
            var parts = variable.split("=", 2);
            environment.put(parts[0], parts[1]);
        }
        environment.putAll(Map.of(
                "QUARKUS_HTTP_HOST", OTHER.management(),
                "QUARKUS_HTTP_PORT", Integer.toString(PORT),
                "FABRIC_NODE_STATE_DIRECTORY",
                        Files.createDirectories(directory.agent("clone")).toString(),
                "FABRIC_FRR_PATH_SPACE", OTHER.namespace()));
        directory
                .processes()
                .start(ProcessSpec.in(OTHER.namespace(), CLONE, zeroSeparated(agent, "cmdline"))
                        .with(environment));
        var clone = new HttpApi("http://" + OTHER.management() + ":" + PORT);
        Poll.until("the clone to be ready", Vms.LIMIT, () -> clone.unready().isEmpty());
        Poll.until("the clone to say that it is one", Vms.LIMIT, () -> clone.get("/v1/interfaces")
                .json()
                .path("explanation")
                .asText()
                .contains("clone of the node"));
    }

    private static List<String> zeroSeparated(ProcessRecord process, String file) throws IOException {
        var text = Files.readString(Path.of("/proc", Long.toString(process.pid()), file));
        return List.of(text.substring(0, text.length() - 1).split("\0", -1));
    }

    private static String[] texts(VmView vm) {
        return vm.addresses().stream().map(Object::toString).toArray(String[]::new);
    }

    /** The agent's protocol is 201. */
    private static List<String> routes(Router node) {
        return Command.output("ip", "-n", node.namespace(), "route", "show", "proto", "201")
                .lines()
                .map(line -> line.substring(0, line.indexOf(' ')))
                .toList();
    }

    private static String running(Router node) {
        return Command.output("vtysh", "-N", node.namespace(), "-c", "show running-config");
    }
}
