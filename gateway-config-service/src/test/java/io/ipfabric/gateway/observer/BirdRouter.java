package io.ipfabric.gateway.observer;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** The real BIRD with a rendered text, in a namespace. */
final class BirdRouter implements AutoCloseable {

    private static final Path BIRD = Path.of("/usr/sbin/bird");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final NetworkNamespace namespace;
    private final Path home;
    private final String text;

    BirdRouter(NetworkNamespace namespace, Path folder, String text) throws IOException {
        if (!Files.isExecutable(BIRD)) {
            throw new IllegalStateException("this test needs BIRD 2: install the package bird2");
        }
        this.namespace = namespace;
        this.home = Files.createDirectories(folder.resolve(namespace.name()));
        this.text = text;
        Files.writeString(configuration(), text);
        start();
    }

    /** Without what it knew. */
    void start() {
        NetworkNamespace.run(
                "ip",
                "netns",
                "exec",
                namespace.name(),
                BIRD.toString(),
                "-c",
                configuration().toString(),
                "-s",
                socket(),
                "-P",
                pidFile().toString());
    }

    /** Its text, with something behind it that somebody added by hand. */
    void reconfigure(String addition) throws IOException {
        Files.writeString(configuration(), text + addition);
        ask("configure");
    }

    String ask(String command) {
        return NetworkNamespace.run("birdc", "-s", socket(), command);
    }

    /** At once, without a farewell. */
    void kill() {
        if (!Files.exists(pidFile())) {
            return;
        }
        try {
            var process =
                    ProcessHandle.of(Long.parseLong(Files.readString(pidFile()).strip()));
            process.ifPresent(ProcessHandle::destroyForcibly);
            await().atMost(PATIENCE)
                    .until(() -> process.filter(ProcessHandle::isAlive).isEmpty());
            Files.delete(pidFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path configuration() {
        return home.resolve("bird.conf");
    }

    private Path pidFile() {
        return home.resolve("bird.pid");
    }

    private String socket() {
        return home.resolve("bird.ctl").toString();
    }

    @Override
    public void close() {
        kill();
    }
}
