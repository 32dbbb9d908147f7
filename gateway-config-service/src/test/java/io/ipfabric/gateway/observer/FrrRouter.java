package io.ipfabric.gateway.observer;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The real zebra and bgpd with a rendered text, in a namespace. */
final class FrrRouter implements AutoCloseable {

    /** Each daemon makes a directory {@code <daemon>.<pid>} there, and leaves it when it is killed. */
    private static final Path SCRATCH = Path.of("/var/tmp/frr");

    private static final Path DAEMONS = Path.of("/usr/lib/frr");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final NetworkNamespace namespace;
    private final Path home;
    private final Map<String, Process> running = new HashMap<>();

    FrrRouter(NetworkNamespace namespace, Path folder, String text) throws IOException {
        if (!Files.isExecutable(DAEMONS.resolve("bgpd"))) {
            throw new IllegalStateException("this test needs FRR 8.4 or newer: install the package frr");
        }
        this.namespace = namespace;
        this.home = Files.createDirectories(folder.resolve(namespace.name()));
        Files.writeString(home.resolve("empty.conf"), "");
        Files.writeString(text(), text);
        // The daemons give up root: their files are in a folder that their own user can reach and write.
        NetworkNamespace.run("chmod", "755", folder.toString());
        NetworkNamespace.run("chown", "-R", "frr:frr", home.toString());
        start("zebra");
        startBgpd();
    }

    Path text() {
        return home.resolve("frr.conf");
    }

    /** Without what it knew. */
    void startBgpd() {
        start("bgpd");
        NetworkNamespace.run("vtysh", "--vty_socket", home.toString(), "-f", text().toString());
    }

    /** At once, without a farewell. */
    void killBgpd() {
        kill("bgpd");
    }

    /** As if somebody typed it, one line after another. */
    String type(String... commands) {
        var line = new ArrayList<>(List.of("vtysh", "--vty_socket", home.toString()));
        for (var command : commands) {
            line.addAll(List.of("-c", command));
        }
        return NetworkNamespace.run(line.toArray(String[]::new));
    }

    /** What it would take to make it run its text. */
    String differences() {
        return NetworkNamespace.run(
                DAEMONS.resolve("frr-reload.py").toString(),
                "--test",
                "--vty_socket",
                home.toString(),
                text().toString());
    }

    /** In the foreground: what makes the scratch directory is then what is killed, and its pid is known. */
    private void start(String daemon) {
        try {
            var process = new ProcessBuilder(command(daemon))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            running.put(daemon, process);
            await().atMost(PATIENCE).until(() -> Files.exists(home.resolve(daemon + ".vty")) || !process.isAlive());
            if (!process.isAlive()) {
                throw new IllegalStateException(daemon + " ended at once; this test needs root");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<String> command(String daemon) {
        return List.of(
                "ip",
                "netns",
                "exec",
                namespace.name(),
                DAEMONS.resolve(daemon).toString(),
                "-P",
                "0",
                daemon.equals("bgpd") ? "-Mbmp" : "--v6-rr-semantics",
                "--vty_socket",
                home.toString(),
                "-z",
                home.resolve("zserv.api").toString(),
                "-f",
                home.resolve("empty.conf").toString(),
                "-i",
                home.resolve(daemon + ".pid").toString());
    }

    private void kill(String daemon) {
        var process = running.remove(daemon);
        if (process == null) {
            return;
        }
        process.destroyForcibly();
        await().atMost(PATIENCE).until(() -> !process.isAlive());
        NetworkNamespace.run(
                "rm",
                "-rf",
                SCRATCH.resolve(daemon + "." + process.pid()).toString(),
                home.resolve(daemon + ".vty").toString());
    }

    @Override
    public void close() {
        kill("bgpd");
        kill("zebra");
    }
}
