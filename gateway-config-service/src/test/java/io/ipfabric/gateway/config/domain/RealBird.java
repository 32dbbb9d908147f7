package io.ipfabric.gateway.config.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Asks the BIRD of this machine what it thinks of a configuration. Nothing is listened on. */
final class RealBird {

    private static final Path BIRD = Path.of("/usr/sbin/bird");
    private static final long ANSWER_SECONDS_MAX = 30;

    private RealBird() {}

    /** Empty: all of it is accepted. */
    static List<String> complaints(String text, Path folder) throws IOException, InterruptedException {
        assertThat(BIRD)
                .as("BIRD is needed to check configurations: apt-get install bird2")
                .isExecutable();
        var file = Files.writeString(folder.resolve("bird.conf"), text);
        var output = folder.resolve("bird.out");
        var process = new ProcessBuilder(BIRD.toString(), "-p", "-c", file.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(ANSWER_SECONDS_MAX, TimeUnit.SECONDS))
                .as("bird answers")
                .isTrue();
        return process.exitValue() == 0 ? List.of() : Files.readAllLines(output);
    }
}
