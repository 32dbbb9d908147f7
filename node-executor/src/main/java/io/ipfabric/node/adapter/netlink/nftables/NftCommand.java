package io.ipfabric.node.adapter.netlink.nftables;

import io.ipfabric.node.application.KernelException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Runs nft(8), which compiles rules for the kernel; the process is of the calling thread's network namespace. */
final class NftCommand {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private NftCommand() {}

    /** Applies the text in one transaction. What nft says goes to a file, so that no full pipe can hold it up. */
    static void apply(String ruleset) {
        try {
            var output = Files.createTempFile("ip-fabric-nft", ".log");
            try {
                apply(ruleset, output);
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new KernelException("cannot run nft (is nftables installed?): " + e.getMessage(), e);
        }
    }

    private static void apply(String ruleset, Path output) throws IOException {
        var process = new ProcessBuilder("nft", "-f", "-")
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(output.toFile()))
                .start();
        try {
            try (var input = process.getOutputStream()) {
                input.write(ruleset.getBytes(StandardCharsets.UTF_8));
            }
            if (!process.waitFor(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new KernelException("nft took longer than " + TIMEOUT + " for the source filter's rules");
            }
            if (process.exitValue() != 0) {
                throw new KernelException("nft refuses the source filter's rules: " + Files.readString(output));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KernelException("interrupted while nft installed the source filter's rules", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
