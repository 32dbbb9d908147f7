package io.ipfabric.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ipfabric.lab.lifecycle.LabDirectory;
import io.ipfabric.lab.lifecycle.LabToken;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.process.Command;
import io.ipfabric.lab.process.Json;
import io.ipfabric.lab.process.Poll;
import io.ipfabric.lab.proof.Vms;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What vm-service tells those who look after a guest: how to configure it, and what becomes of it. */
@InLab
class FollowedVmScenarioTest {

    private static final String VMS = LabPlan.service("vm-service").url() + "/v1/vms/";
    private static final Pattern ID = Pattern.compile("^id: ?(\\S+)$", Pattern.MULTILINE);

    private final Vms vms = new Vms();

    /** The lab's hypervisor configures its guests by itself; that guest is reachable at every hop. */
    @Test
    void theConfigurationIsThatOfAGuestThatIsReachable() {
        vms.create("follow", "node1").orThrow("refused");
        Proofs.reachable(vms.awaitAnnounced("follow"));

        var ethernet = ethernet();
        var link = ip("-json", "address", "show", "dev", "eth0").path(0);
        assertThat(ethernet.get("match"))
                .isEqualTo(Map.of("macaddress", link.path("address").asText()));
        var addresses = new HashSet<String>();
        link.path("addr_info").forEach(address -> {
            if (address.path("scope").asText().equals("global")) {
                addresses.add(address.path("local").asText() + "/"
                        + address.path("prefixlen").asInt());
            }
        });
        assertThat(Set.copyOf((List<?>) ethernet.get("addresses"))).isEqualTo(addresses);
        var four = ip("-json", "route", "show", "default").path(0);
        var six = ip("-6", "-json", "route", "show", "default").path(0);
        assertThat(four.path("flags").toString()).contains("onlink");
        assertThat(ethernet.get("routes"))
                .isEqualTo(List.of(
                        Map.of("to", "0.0.0.0/0", "via", four.path("gateway").asText(), "on-link", true),
                        Map.of("to", "::/0", "via", six.path("gateway").asText(), "on-link", true)));
    }

    /** Also by whoever follows through a restart of the service, and comes back with the last id that he heard. */
    @Test
    void aLifeIsToldWithoutAGap() {
        vms.create("followed", "node1").orThrow("refused");
        vms.awaitAnnounced("followed");
        var heard = follow("1-0", 3);
        LabDirectory.ofMachine().processes().find("vm-service").orElseThrow().kill();
        LabCommand.succeed("up");
        vms.migrate("followed", "node2", "SEAMLESS").orThrow("refused");
        vms.awaitPhase("followed", "COMPLETED");
        vms.delete("followed");
        vms.awaitGone("followed");

        var rest = follow(ids(heard).getLast(), 10);

        assertThat(heard).contains("event: state", "event: addresses", "ANNOUNCED");
        assertThat(rest).contains("READY", "SWITCHED", "CLEANING", "COMPLETED", "WITHDRAWN", "event: gone");
        var all = new ArrayList<>(ids(heard));
        all.addAll(ids(rest));
        assertThat(all)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, all.size())
                        .mapToObj(number -> "1-" + number)
                        .toList());
    }

    /** For some seconds, or until the stream ends. */
    private static String follow(String lastEventId, int seconds) {
        var result = Poll.untilPresent("an answer about the VM's life", Vms.LIMIT, () -> {
            var answer = Command.run(
                    "curl",
                    "-sN",
                    "--max-time",
                    String.valueOf(seconds),
                    "-H",
                    "Last-Event-ID: " + lastEventId,
                    "-H",
                    "Authorization: Bearer " + LabToken.current(),
                    VMS + "followed/events");
            return Optional.of(answer.output()).filter(text -> text.startsWith("retry:"));
        });
        return result;
    }

    private static List<String> ids(String stream) {
        return ID.matcher(stream).results().map(match -> match.group(1)).toList();
    }

    @SuppressWarnings("unchecked") // YAML has no types, and the assertions have.
    private static Map<String, Object> ethernet() {
        var yaml = Command.output(
                "curl", "-sf", "-H", "Authorization: Bearer " + LabToken.current(), VMS + "follow/network-config");
        var config = (Map<String, Object>) new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        assertThat(config).containsEntry("version", 2);
        var ethernets = (Map<String, Map<String, Object>>) config.getOrDefault("ethernets", Map.of());
        assertThat(ethernets).hasSize(1);
        return ethernets.values().iterator().next();
    }

    private static JsonNode ip(String... arguments) {
        var line = new ArrayList<>(List.of("ip", "-n", LabPlan.GUEST_PREFIX + "follow"));
        line.addAll(List.of(arguments));
        return Json.read(Command.output(line.toArray(String[]::new)));
    }
}
