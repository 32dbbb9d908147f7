package io.ipfabric.lab.lifecycle;

import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.process.Command;
import io.ipfabric.lab.process.ProcessSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The lab's Prometheus, with the configuration and the rules of {@code observability/prometheus}. It watches every service and agent; nothing of
 * the fabric needs it, so a machine without its package has a lab without it.
 */
record Monitoring(LabDirectory directory, Path project, LabPlan plan) {

    static final String PROMETHEUS = "prometheus";

    private static final Path PROGRAM = Path.of("/usr/bin/prometheus");

    /** What a lab is looked at for is over in seconds; more often would be felt on a small machine. */
    private static final String INTERVAL = "_interval: 5s";

    private static final String INTERVAL_ELSEWHERE = "_interval: 15s";

    static boolean isInstalled() {
        return Files.isExecutable(PROGRAM);
    }

    /** @return what keeps it from being ready; empty: nothing */
    static Optional<String> unready() {
        try {
            var answer = new HttpApi("http://" + LabPlan.PROMETHEUS).get("/-/ready");
            return answer.succeeded()
                    ? Optional.empty()
                    : Optional.of(answer.body().strip());
        } catch (UncheckedIOException _) {
            return Optional.of("does not answer");
        }
    }

    /** With fresh copies of configuration and rules. */
    ProcessSpec prometheus() {
        var home = directory.prometheus();
        directory.ensure(home.resolve("targets"));
        var origin = project.resolve("observability/prometheus");
        Command.output("cp", "-r", origin.resolve("rules").toString(), home.toString());
        try {
            var configuration = Files.readString(origin.resolve("prometheus.yml"));
            Files.writeString(home.resolve("prometheus.yml"), configuration.replace(INTERVAL_ELSEWHERE, INTERVAL));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot configure Prometheus", e);
        }
        return ProcessSpec.onHost(
                        PROMETHEUS,
                        List.of(
                                PROGRAM.toString(),
                                "--config.file=" + home.resolve("prometheus.yml"),
                                "--storage.tsdb.path=" + home.resolve("data"),
                                "--storage.tsdb.retention.time=1d",
                                "--web.listen-address=" + LabPlan.PROMETHEUS,
                                "--log.level=warn"))
                .with(Map.of("GOMAXPROCS", "1"));
    }

    /** Prometheus sees the change by itself. */
    void writeTargets() {
        directory.ensure(directory.prometheus().resolve("targets"));
        var text = new StringBuilder();
        for (var service : LabPlan.SERVICES) {
            text.append(target("127.0.0.1:" + service.port(), "job: " + service.module()));
        }
        for (var node : plan.nodeRouters()) {
            text.append(target(
                    node.management() + ":" + LabPlan.AGENT_PORT, "job: " + Services.AGENT + ", node: " + node.name()));
        }
        var file = directory.prometheus().resolve("targets").resolve("lab.yml");
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    private static String target(String address, String labels) {
        return "- targets: [\"" + address + "\"]\n  labels: {" + labels + "}\n";
    }
}
