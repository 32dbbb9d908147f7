package io.ipfabric.lab.lifecycle;

import io.ipfabric.credentials.KeyPairFiles;
import io.ipfabric.lab.backend.KafkaSecrets;
import io.ipfabric.lab.plan.KafkaListeners;
import io.ipfabric.lab.plan.ReflectorDaemon;
import io.ipfabric.lab.process.Command;
import io.ipfabric.lab.process.ProcessTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Properties;

/**
 * The lab's one directory. It is the machine's and not the checkout's: namespaces have fixed names, so a machine has one lab, and every
 * checkout can take it down.
 */
public record LabDirectory(Path path) {

    private static final Path DEFAULT = Path.of("/var/lib/ip-fabric-lab");
    private static final String LOCK = "lock";
    private static final String SETTINGS = "lab.properties";

    public static LabDirectory ofMachine() {
        return new LabDirectory(DEFAULT);
    }

    /**
     * What a lab keeps for its life.
     *
     * @param postgresPort chosen once, so that a restarted service finds its database where it was
     * @param compilation of its JVMs
     * @param reflectors what they run
     * @param kafka how its broker speaks with its clients
     * @param madeNetnsMount the lab made {@code /run/netns} a mount of its own, as the first `ip netns add` of a machine does
     */
    public record Settings(
            int nodes,
            int postgresPort,
            Compilation compilation,
            ReflectorDaemon reflectors,
            KafkaListeners kafka,
            boolean madeNetnsMount) {}

    /** How far the JVMs compile what they run. */
    public enum Compilation {
        /** Quickly: for a lab that lives for minutes. It is up in two thirds of the time. */
        QUICK,
        /** Fully, as in production: faster after some hundred VMs. */
        FULL,
        /** The same, and at its end a service writes down what it learned, its AOT cache. */
        TRAINING
    }

    public Optional<Settings> settings() {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(path.resolve(SETTINGS))) {
            properties.load(reader);
        } catch (IOException _) {
            return Optional.empty();
        }
        return Optional.of(new Settings(
                Integer.parseInt(properties.getProperty("nodes")),
                Integer.parseInt(properties.getProperty("postgres.port")),
                // A lab of an earlier version says nothing of it, of the reflectors or of Kafka; it is to be taken down
                // all the same.
                Compilation.valueOf(properties.getProperty("compilation", Compilation.QUICK.name())),
                ReflectorDaemon.valueOf(properties.getProperty("reflectors", ReflectorDaemon.FRR.name())),
                KafkaListeners.valueOf(properties.getProperty("kafka", KafkaListeners.PLAINTEXT.name())),
                Boolean.parseBoolean(properties.getProperty("made.netns.mount"))));
    }

    public void write(Settings settings) {
        var properties = new Properties();
        properties.setProperty("nodes", Integer.toString(settings.nodes()));
        properties.setProperty("postgres.port", Integer.toString(settings.postgresPort()));
        properties.setProperty("compilation", settings.compilation().name());
        properties.setProperty("reflectors", settings.reflectors().name());
        properties.setProperty("kafka", settings.kafka().name());
        properties.setProperty("made.netns.mount", Boolean.toString(settings.madeNetnsMount()));
        var fresh = path.resolve(SETTINGS + ".new");
        try {
            try (var writer = Files.newBufferedWriter(fresh)) {
                properties.store(writer, null);
            }
            Files.move(fresh, path.resolve(SETTINGS), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + SETTINGS, e);
        }
    }

    public ProcessTable processes() {
        return new ProcessTable(path.resolve("processes"), path.resolve("logs"));
    }

    public Path kafka() {
        return path.resolve("kafka");
    }

    /** Of a broker that asks who one is; they go with the lab. */
    public KafkaSecrets kafkaSecrets() {
        return new KafkaSecrets(path.resolve("kafka-secrets"));
    }

    public Path postgres() {
        return path.resolve("postgres");
    }

    /** All that a reflector of BIRD has. */
    public Path bird(String reflector) {
        return path.resolve("bird").resolve(reflector);
    }

    /** The state directory of a node's agent. */
    public Path agent(String node) {
        return path.resolve("agents").resolve(node);
    }

    /** The pair that signs the lab's tokens and verifies them; it goes with the lab. The command line knows this place too. */
    public KeyPairFiles keys() {
        return new KeyPairFiles(path.resolve("keys"));
    }

    /** Where a Java process has its temporary files, so that none is left in the machine's. */
    public Path temporary(String process) {
        return path.resolve("tmp").resolve(process);
    }

    /** Copies of what runs: a build may replace the originals meanwhile. */
    public Path application(String module) {
        return applications().resolve(module);
    }

    public Path applications() {
        return path.resolve("applications");
    }

    public Path hypervisorReady() {
        return path.resolve("hypervisor.ready");
    }

    /** Configuration, rules and data of the lab's Prometheus. */
    public Path prometheus() {
        return path.resolve("prometheus");
    }

    /** A line for each move of a guest, see {@code MoveLog}. */
    public Path moves() {
        return path.resolve("moves.log");
    }

    /** Keeps every other command that changes the lab out, until it is closed. */
    public Lock lock() {
        try {
            ensurePrivate();
            while (true) {
                var file = path.resolve(LOCK);
                var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                if (channel.tryLock() == null) {
                    System.err.println("Another command is changing the lab; waiting for it.");
                    var _ = channel.lock();
                }
                // `down` deletes the file while it holds the lock: whoever waited for that one holds nothing.
                if (Files.exists(file)) {
                    return new Lock(channel);
                }
                channel.close();
                ensurePrivate();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock " + path, e);
        }
    }

    /** The databases' password and data are in it, and the key of tokens. */
    private void ensurePrivate() throws IOException {
        Files.createDirectories(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
    }

    /** Held until closed, or until the process ends in whatever way. */
    public record Lock(FileChannel channel) implements AutoCloseable {
        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot unlock", e);
            }
        }
    }

    public void ensure(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + directory, e);
        }
    }

    /** Everything, the lock last. */
    public void delete() {
        Command.output(
                "find",
                path.toString(),
                "-mindepth",
                "1",
                "-maxdepth",
                "1",
                "!",
                "-name",
                LOCK,
                "-exec",
                "rm",
                "-rf",
                "{}",
                "+");
        Command.output("rm", "-rf", path.toString());
    }
}
