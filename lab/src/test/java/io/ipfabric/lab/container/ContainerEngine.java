package io.ipfabric.lab.container;

import io.ipfabric.lab.process.Command;
import io.ipfabric.lab.process.Poll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A Docker engine in network, mount and process namespaces of its own, with its data in a temporary folder ({@code src/test/containers/engine}). Whatever way it
 * ends, its containers end with it; {@link #close} removes the rest: the folder and the cgroup.
 */
final class ContainerEngine implements AutoCloseable {

    static final Path SCRIPTS =
            Path.of(System.getProperty("basedir", ".")).toAbsolutePath().resolve("src/test/containers");

    /** On a disk also where the other temporary folder is in memory (file-hierarchy(7)): images are some gigabytes. */
    private static final Path LARGE = Path.of("/var/tmp");

    private static final Path CGROUPS = Path.of("/sys/fs/cgroup");
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration END_LIMIT = Duration.ofSeconds(60);

    private final Path folder;
    private final Process process;
    /** Named by the folder, so that no other engine has one of that name. */
    private final String cgroup;

    private ContainerEngine(Path folder, Process process, String cgroup) {
        this.folder = folder;
        this.process = process;
        this.cgroup = cgroup;
    }

    /** Returns when it answers. */
    static ContainerEngine start() throws IOException {
        requirePrograms("docker", "dockerd", "docker-compose", "mmdebstrap", "promtool", "xz");
        var folder = Files.createTempDirectory(LARGE, "ip-fabric-engine-");
        var cgroup = folder.getFileName().toString();
        var process = new ProcessBuilder(SCRIPTS.resolve("engine").toString(), folder.toString(), cgroup)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        var engine = new ContainerEngine(folder, process, cgroup);
        // A test run that is interrupted leaves nothing either.
        Runtime.getRuntime().addShutdownHook(new Thread(engine::close, "engine-shutdown"));
        try {
            Poll.until("an engine (" + folder.resolve("log") + ")", START_LIMIT, () -> {
                if (!process.isAlive()) {
                    throw new IllegalStateException("the engine ended: " + engine.logTail());
                }
                return engine.run(START_LIMIT, Map.of(), List.of("docker", "version"))
                        .succeeded();
            });
            return engine;
        } catch (RuntimeException e) {
            engine.close();
            throw e;
        }
    }

    private static void requirePrograms(String... programs) {
        for (var program : programs) {
            if (!Command.run("sh", "-c", "command -v " + program).succeeded()) {
                throw new IllegalStateException(
                        program
                                + " is not installed; ./fabric test installs what lab/packages-of-tests.txt and lab/packages.txt name");
            }
        }
    }

    /** A folder of its own, which goes with it. */
    Path folder(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    /** What {@code NetworkNamespace} takes: ports that the engine publishes are there and not on the machine. */
    String networkNamespace() {
        var daemon =
                process.children().findFirst().orElseThrow(() -> new IllegalStateException("the engine has ended"));
        return "/proc/" + daemon.pid() + "/ns/net";
    }

    /** @throws Command.FailedException unless it ends with 0 */
    String output(Duration limit, Map<String, String> variables, List<String> command) {
        var result = run(limit, variables, command);
        if (!result.succeeded()) {
            throw new AssertionError(
                    String.join(" ", command) + " failed (" + result.status() + "): " + result.output());
        }
        return result.output();
    }

    /** Runs a program that speaks with this engine. */
    Command.Result run(Duration limit, Map<String, String> variables, List<String> command) {
        var line = new ArrayList<>(List.of(
                "env",
                "DOCKER_HOST=unix://" + folder.resolve("docker.sock"),
                // Not the user's: it may name another engine, and stays as it is.
                "DOCKER_CONFIG=" + folder.resolve("config"),
                "JAVA_HOME=" + System.getProperty("java.home")));
        variables.forEach((name, value) -> line.add(name + "=" + value));
        line.addAll(command);
        return Command.run(line, "", limit);
    }

    private String logTail() {
        try {
            var lines = Files.readAllLines(folder.resolve("log"));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        // Whoever speaks with it or writes into its folder, if it is closed in the middle of something: they clean up
        // behind themselves.
        ProcessHandle.current()
                .descendants()
                .filter(other -> other.pid() != process.pid())
                .filter(other -> other.info().commandLine().orElse("").contains(cgroup))
                .forEach(ProcessHandle::destroy);
        var daemon = process.children().findFirst();
        // The first process of the namespace: the kernel ends all others with it.
        daemon.ifPresent(ProcessHandle::destroyForcibly);
        try {
            if (!process.waitFor(END_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
        Poll.until("the end of the engine's cgroups", END_LIMIT, () -> {
            Command.run(
                    "find",
                    CGROUPS.toString(),
                    "-depth",
                    "-type",
                    "d",
                    "-path",
                    "*/" + cgroup + "*",
                    "-exec",
                    "rmdir",
                    "{}",
                    ";");
            return remains().isEmpty();
        });
        Command.output("rm", "-rf", folder.toString());
    }

    /** What there still is of it on the machine. */
    List<String> remains() {
        var found = new ArrayList<String>();
        Command.run("find", CGROUPS.toString(), "-type", "d", "-name", cgroup)
                .output()
                .lines()
                .forEach(found::add);
        Command.run("pgrep", "--full", cgroup)
                .output()
                .lines()
                .map("process "::concat)
                .forEach(found::add);
        try (var mounts = Files.lines(Path.of("/proc/self/mountinfo"))) {
            mounts.filter(mount -> mount.contains(cgroup)).forEach(found::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    /** Whether its folder is there. */
    boolean hasFolder() {
        return Files.exists(folder);
    }
}
