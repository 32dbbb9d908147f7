package io.ipfabric.lab;

import io.ipfabric.lab.bench.CreationBench;
import io.ipfabric.lab.bench.MoveBench;
import io.ipfabric.lab.demo.Demo;
import io.ipfabric.lab.lifecycle.AotCaches;
import io.ipfabric.lab.lifecycle.Down;
import io.ipfabric.lab.lifecycle.LabDirectory;
import io.ipfabric.lab.lifecycle.LabDirectory.Compilation;
import io.ipfabric.lab.lifecycle.LabStatus;
import io.ipfabric.lab.lifecycle.Model.FailureDetection;
import io.ipfabric.lab.lifecycle.Progress;
import io.ipfabric.lab.lifecycle.RoutingSuites;
import io.ipfabric.lab.lifecycle.Up;
import io.ipfabric.lab.lifecycle.Wish;
import io.ipfabric.lab.plan.KafkaListeners;
import io.ipfabric.lab.plan.ReflectorDaemon;
import io.ipfabric.lab.process.Json;
import io.ipfabric.lab.training.Training;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The lab's commands; the launcher passes them through. */
@Command(
        name = "fabric",
        description = "The fabric on this machine, in network namespaces.",
        mixinStandardHelpOptions = true,
        subcommands = {
            Lab.UpCommand.class,
            Lab.DownCommand.class,
            Lab.StatusCommand.class,
            Lab.DemoCommand.class,
            Lab.BenchCommand.class,
            Lab.TrainCommand.class,
            OwnPrograms.KafkaCommand.class,
            OwnPrograms.HypervisorCommand.class
        })
public final class Lab {

    /** Kept, because the log manager forgets a level with the logger that nobody holds. */
    private static final Logger ROOT_LOGGER = Logger.getLogger("");

    /** picocli sets what is required before a command runs. */
    private static final Path UNSET = Path.of("");

    private Lab() {}

    public static void main(String[] arguments) {
        var commands = new CommandLine(new Lab()).setExecutionExceptionHandler(Lab::explain);
        System.exit(commands.execute(arguments));
    }

    /** A person gets the reason; the stack trace is for those who ask. */
    private static int explain(Exception e, CommandLine command, CommandLine.ParseResult result) {
        System.err.println("fabric " + command.getCommandName() + ": " + e.getMessage());
        if (System.getenv("FABRIC_TRACE") != null) {
            e.printStackTrace();
        }
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** A Kafka client warns of every try while the broker starts. */
    private static void quietLibraries() {
        ROOT_LOGGER.setLevel(Level.SEVERE);
    }

    private static void requireRoot() {
        if (!System.getProperty("user.name", "").equals("root")) {
            throw new IllegalStateException("network namespaces need root: run it with sudo");
        }
    }

    /** The checkout whose build is run; the launcher names it. */
    static final class Project {

        @Option(names = "--project", defaultValue = "${sys:fabric.project}", hidden = true)
        Path path = UNSET;

        void bringUp(Wish wish) throws InterruptedException {
            requireRoot();
            quietLibraries();
            Up.run(path, wish, Progress.on(System.out));
        }
    }

    /** Of which kind the lab is that a command brings up. */
    static final class Kind {

        @Option(
                names = "--reflectors",
                description =
                        "What the reflectors run: ${COMPLETION-CANDIDATES}. Default: FRR, or what they run already.",
                paramLabel = "DAEMON")
        @Nullable
        ReflectorDaemon reflectors;

        @Option(
                names = "--kafka",
                description = "SASL: the broker speaks TLS, asks who one is, and allows what the catalogue does."
                        + " ${COMPLETION-CANDIDATES}. Default: PLAINTEXT, or as it does already.",
                paramLabel = "LISTENERS")
        @Nullable
        KafkaListeners kafka;
    }

    @Command(name = "up", description = "Brings the lab up, or what is missing of it.", mixinStandardHelpOptions = true)
    static final class UpCommand implements Callable<Integer> {

        @Option(
                names = "--nodes",
                description = "Hypervisors. Default: ${DEFAULT-VALUE}, or as many as the lab has.",
                paramLabel = "N")
        @Nullable
        Integer nodes;

        @Option(
                names = "--compile-fully",
                description = "For a lab that stays: slower to come up, faster after some hundred VMs.")
        boolean compileFully;

        @Option(
                names = "--failure-detection",
                description = "Of a lab that is not there yet: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.",
                defaultValue = "NONE")
        FailureDetection failureDetection = FailureDetection.NONE;

        @Mixin
        Kind kind = new Kind();

        @Mixin
        Project project = new Project();

        @Override
        public Integer call() throws InterruptedException {
            var compilation = compileFully ? Compilation.FULL : Compilation.QUICK;
            project.bringUp(new Wish(nodes, compilation, failureDetection, kind.reflectors, kind.kafka));
            return CommandLine.ExitCode.OK;
        }
    }

    @Command(name = "down", description = "Takes the lab down without a trace.", mixinStandardHelpOptions = true)
    static final class DownCommand implements Callable<Integer> {
        @Override
        public Integer call() {
            requireRoot();
            Down.run(Progress.on(System.out));
            return CommandLine.ExitCode.OK;
        }
    }

    @Command(
            name = "status",
            description = "Every process of the lab; ends with 0 if all are ready.",
            mixinStandardHelpOptions = true)
    static final class StatusCommand implements Callable<Integer> {

        /** How the state is written. */
        enum Output {
            table,
            json
        }

        @Option(
                names = {"-o", "--output"},
                description = "${COMPLETION-CANDIDATES}",
                defaultValue = "table")
        Output output = Output.table;

        @Override
        public Integer call() {
            requireRoot();
            quietLibraries();
            var status = LabStatus.read();
            if (status.isEmpty()) {
                System.err.println("There is no lab: ./fabric up makes one.");
                return CommandLine.ExitCode.SOFTWARE;
            }
            System.out.print(
                    switch (output) {
                        case json -> Json.write(status.get()) + "\n";
                        case table -> StatusTable.render(status.get());
                    });
            return status.get().isReady() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }
    }

    @Command(
            name = "demo",
            description = "The whole story in a lab that it brings up, with proof and measured times.",
            mixinStandardHelpOptions = true)
    static final class DemoCommand implements Callable<Integer> {

        @Mixin
        Project project = new Project();

        @Override
        public Integer call() throws InterruptedException {
            project.bringUp(Wish.ANY);
            Demo.run(System.out);
            return CommandLine.ExitCode.OK;
        }
    }

    @Command(
            name = "bench",
            description = "In a lab that it brings up: creation of a VM against FRR's own floor.",
            mixinStandardHelpOptions = true)
    static final class BenchCommand implements Callable<Integer> {

        @Option(names = "--rounds", defaultValue = "50", description = "Default: ${DEFAULT-VALUE}.", paramLabel = "N")
        int rounds;

        @Option(
                names = "--moves",
                defaultValue = "0",
                description = "Measure live moves instead, so many of them.",
                paramLabel = "N")
        int moves;

        @Mixin
        Kind kind = new Kind();

        @Mixin
        Project project = new Project();

        @Override
        public Integer call() throws InterruptedException {
            project.bringUp(new Wish(null, Compilation.FULL, FailureDetection.NONE, kind.reflectors, kind.kafka));
            System.out.println("reflectors of " + RoutingSuites.ofMachine().reflectors() + "; services compiled "
                    + LabDirectory.ofMachine().settings().orElseThrow().compilation()
                    + (AotCaches.areOfBuild(project.path)
                            ? ", with what a training left"
                            : ", not trained (./fabric train)"));
            if (moves > 0) {
                MoveBench.run(moves, System.out);
            } else {
                CreationBench.run(rounds, System.out);
            }
            return CommandLine.ExitCode.OK;
        }
    }

    @Command(
            name = "train",
            description =
                    "Lets the services work in a lab of their own, and keeps what their JVMs learned beside their jars: labs that come later"
                            + " are up sooner, and fast earlier.",
            mixinStandardHelpOptions = true)
    static final class TrainCommand implements Callable<Integer> {

        @Option(
                names = "--bursts",
                defaultValue = "24",
                description = "Of 25 VMs that come and go. Default: ${DEFAULT-VALUE}, which takes about a minute.",
                paramLabel = "N")
        int bursts;

        @Mixin
        Project project = new Project();

        @Override
        public Integer call() throws InterruptedException {
            requireRoot();
            quietLibraries();
            Training.run(project.path, bursts, Progress.on(System.out));
            return CommandLine.ExitCode.OK;
        }
    }
}
