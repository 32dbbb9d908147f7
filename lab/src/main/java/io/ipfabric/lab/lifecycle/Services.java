package io.ipfabric.lab.lifecycle;

import io.ipfabric.contracts.topic.Participant;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.lab.backend.EmbeddedPostgres;
import io.ipfabric.lab.lifecycle.LabDirectory.Compilation;
import io.ipfabric.lab.lifecycle.LabDirectory.Settings;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.LabPlan.Service;
import io.ipfabric.lab.plan.Router;
import io.ipfabric.lab.process.Command;
import io.ipfabric.lab.process.ProcessSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How the lab's Java processes are started.
 *
 * @param project the checkout whose build is run
 * @param settings the lab's
 */
record Services(LabDirectory directory, Path project, Settings settings) {

    static final String KAFKA = "kafka";
    static final String POSTGRES = "postgres";
    static final String HYPERVISOR = "hypervisor";
    static final String AGENT = "node-executor";
    static final String LAB = "lab";

    /** A service as it is packaged: its jar, the jars of {@code lib}, and what a training left for its JVM. */
    private static final String SERVICE_JAR = "service.jar";

    private static final String AOT_CACHE = "service.aot";

    /** Written by a service in training, when it ends. */
    private static final String LEARNED = "learned.aot";

    private static final String SERVICE_HEAP = "192m";
    private static final String AGENT_HEAP = "128m";

    static String agentName(Router node) {
        return AGENT + "-" + node.name();
    }

    ProcessSpec kafka() {
        var arguments = new ArrayList<>(List.of(KAFKA, directory.kafka().toString()));
        var secrets = broker().secrets();
        if (secrets != null) {
            arguments.add(secrets.directory().toString());
        }
        return ProcessSpec.onHost(KAFKA, lab("288m", KAFKA, arguments.toArray(String[]::new)));
    }

    ProcessSpec hypervisor() {
        return ProcessSpec.onHost(
                        HYPERVISOR,
                        lab(
                                "64m",
                                HYPERVISOR,
                                HYPERVISOR,
                                LabPlan.KAFKA,
                                directory.hypervisorReady().toString(),
                                directory.moves().toString()))
                .with(broker().variables(Participant.HYPERVISOR_MANAGER.toString(), LabPlan.KAFKA));
    }

    ProcessSpec service(Service service, EmbeddedPostgres postgres) {
        var variables = new HashMap<>(Map.of(
                "QUARKUS_HTTP_HOST", "127.0.0.1",
                "QUARKUS_HTTP_PORT", Integer.toString(service.port()),
                "QUARKUS_DATASOURCE_REACTIVE_URL", postgres.reactiveUrl(service.database()),
                "QUARKUS_DATASOURCE_JDBC_URL", postgres.jdbcUrl(service.database()),
                "QUARKUS_DATASOURCE_USERNAME", EmbeddedPostgres.USER,
                "QUARKUS_DATASOURCE_PASSWORD", postgres.password()));
        variables.putAll(broker().variables(service.module(), LabPlan.KAFKA));
        variables.putAll(tokens());
        variables.putAll(settingsOf(service));
        return ProcessSpec.onHost(service.module(), quarkus(service.module(), SERVICE_HEAP, service.module()))
                .with(variables);
    }

    private Kafka broker() {
        return Kafka.of(directory, settings.kafka());
    }

    private Map<String, String> tokens() {
        return Map.of("FABRIC_TOKENS_PUBLIC_KEY", directory.keys().publicKey().toString());
    }

    /** What a lab needs other than it is by default. */
    private static Map<String, String> settingsOf(Service service) {
        return switch (service.module()) {
            // The reflectors call the observer by BMP, and it calls them by BGP, over the management network.
            case "gateway-config-service" -> Map.of("FABRIC_OBSERVER_ADDRESS", LabPlan.HOST_MANAGEMENT);
            // A source's redirect stays for half a minute by default: nobody waits for that here.
            case "routing-service" -> Map.of("FABRIC_ROUTING_REDIRECT_HOLD", "3s");
            default -> Map.of();
        };
    }

    ProcessSpec agent(Router node) {
        var state = directory.agent(node.name());
        directory.ensure(state);
        var variables = new HashMap<>(Map.of(
                "QUARKUS_HTTP_HOST", node.management(),
                "QUARKUS_HTTP_PORT", Integer.toString(LabPlan.AGENT_PORT)));
        variables.putAll(Map.of(
                "FABRIC_NODE_NAME", node.name(),
                "FABRIC_NODE_STATE_DIRECTORY", state.toString(),
                "FABRIC_FRR_PATH_SPACE", node.namespace()));
        var user = Participant.agentOf(NodeName.of(node.name()));
        variables.putAll(broker().variables(user, LabPlan.KAFKA_FOR_AGENTS));
        variables.putAll(tokens());
        var name = agentName(node);
        var jar = directory.application(AGENT).resolve(SERVICE_JAR);
        return ProcessSpec.in(node.namespace(), name, java(Collector.BRIEF, AGENT_HEAP, name, jar))
                .with(variables);
    }

    /** Refreshes the copy of a module's build. Not while a process runs from it. A cache is of jars with these times of change. */
    void copyApplication(String module) {
        var source = built(project, module);
        if (!Files.isDirectory(source)) {
            throw new IllegalStateException(module + " is not built: " + source + " is missing");
        }
        var copy = directory.application(module);
        directory.ensure(directory.applications());
        Command.output("rm", "-rf", copy.toString());
        Command.output("cp", "-r", "--preserve=timestamps", "--reflink=auto", source.toString(), copy.toString());
    }

    /** What a training left for a service, in the build that it is of. */
    static Path aotCache(Path project, String module) {
        return built(project, module).resolve(AOT_CACHE);
    }

    static Path builtJar(Path project, String module) {
        return built(project, module).resolve(SERVICE_JAR);
    }

    static Path learned(LabDirectory directory, String module) {
        return directory.application(module).resolve(LEARNED);
    }

    private static Path built(Path project, String module) {
        return project.resolve(module).resolve("target").resolve("application");
    }

    private List<String> quarkus(String module, String heap, String process) {
        var jar = directory.application(module).resolve(SERVICE_JAR);
        var command = java(Collector.SMALL, heap, process, jar);
        command.addAll(command.indexOf("-jar"), learning(module));
        return command;
    }

    /** A cache that does not fit, because it is of another build or another JDK, is left aside by the JVM, which says so. */
    private List<String> learning(String module) {
        if (settings.compilation() == Compilation.TRAINING) {
            return List.of("-XX:AOTCacheOutput=" + learned(directory, module));
        }
        var cache = directory.application(module).resolve(AOT_CACHE);
        return Files.exists(cache) ? List.of("-XX:AOTCache=" + cache) : List.of();
    }

    private List<String> lab(String heap, String process, String... arguments) {
        var command =
                java(Collector.SMALL, heap, process, directory.application(LAB).resolve("lab.jar"));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Small, because a lab has about ten of them on one machine; the heap's limit alone does not bound a process. */
    private List<String> java(Collector collector, String heap, String process, Path jar) {
        var temporary = directory.temporary(process);
        directory.ensure(temporary);
        return new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                collector.option,
                "-XX:TieredStopAtLevel=" + (settings.compilation() == Compilation.QUICK ? 1 : 4),
                "-Xmx" + heap,
                "-XX:MaxDirectMemorySize=64m",
                // Both would leave files in the machine's temporary directory when the process is killed.
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + temporary,
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-jar",
                jar.toString()));
    }

    /** How garbage is collected. */
    private enum Collector {
        /** Needs the least of the machine. */
        SMALL("-XX:+UseSerialGC"),
        /** Stops the program below a millisecond: as the unit of the agent has it, because a guest that moves waits for it. */
        BRIEF("-XX:+UseZGC");

        private final String option;

        Collector(String option) {
            this.option = option;
        }
    }
}
