package io.ipfabric.outbox.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What adapter tests run on: the same tests, whichever it is. Said once a JVM, on standard output. */
enum Backends {
    /** Kafka in this JVM, and PostgreSQL's binaries of Maven Central as a process beside it. */
    EMBEDDED,

    /** Both in containers, by Testcontainers. */
    CONTAINERS;

    /** Forces one: {@code embedded} or {@code containers}. */
    static final String PROPERTY = "fabric.backends";

    private static final Path ENGINE = Path.of("/var/run/docker.sock");

    /** Containers where an engine and both images are at hand: neither is pulled. */
    static Backends choose() {
        var forced = System.getProperty(PROPERTY, "");
        if (!forced.isEmpty()) {
            return said(parse(forced), "-D" + PROPERTY);
        }
        if (System.getenv("DOCKER_HOST") == null && !Files.exists(ENGINE)) {
            return said(EMBEDDED, "no engine: neither DOCKER_HOST nor " + ENGINE);
        }
        return ContainerImages.missing()
                .map(missing -> said(EMBEDDED, missing))
                .orElseGet(() -> said(CONTAINERS, "an engine and both images are at hand"));
    }

    /** @throws IllegalArgumentException if it is neither */
    static Backends parse(String text) {
        return switch (text) {
            case "embedded" -> EMBEDDED;
            case "containers" -> CONTAINERS;
            default ->
                throw new IllegalArgumentException(
                        "-D" + PROPERTY + " is embedded or containers, not \"" + text + "\"");
        };
    }

    private static Backends said(Backends chosen, String reason) {
        System.out.println(
                "Kafka and PostgreSQL of the tests: " + chosen.name().toLowerCase(Locale.ROOT) + " (" + reason + ")");
        return chosen;
    }
}
