package io.ipfabric.node.adapter.frr;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One run of one of FRR's tools. */
record Command(int status, String output) {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final int OUTPUT_MAX = 4_096;
    /** What vtysh says of a configuration directory that holds only our file: no problem. */
    private static final String NOISE = "% Can't open configuration file";

    /** @throws IOException if it cannot be started, or did not end in time and was killed */
    static Command run(List<String> command) throws IOException, InterruptedException {
        // To a file, not a pipe: nobody has to read while we wait with a limit.
        Path output = Files.createTempFile("frr-tool", ".out");
        try {
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new IOException(command.getFirst() + " did not end in " + TIMEOUT.toSeconds() + " s");
            }
            return new Command(process.exitValue(), said(output));
        } finally {
            Files.deleteIfExists(output);
        }
    }

    /** In whatever encoding: descriptions in a configuration are an operator's, and what cannot be read is replaced. */
    private static String said(Path output) throws IOException {
        var text = new StringBuilder();
        for (var line : new String(Files.readAllBytes(output), StandardCharsets.UTF_8)
                .lines()
                .toList()) {
            if (!line.isBlank() && !line.startsWith(NOISE) && text.length() < OUTPUT_MAX) {
                text.append(text.isEmpty() ? "" : "; ").append(line.strip());
            }
        }
        return text.substring(0, Math.min(text.length(), OUTPUT_MAX));
    }

    boolean isSuccess() {
        return status == 0;
    }
}
