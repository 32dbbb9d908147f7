package io.ipfabric.lab.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end. Blocking; any thread. */
public final class Command {

    /** Nothing that is run without a limit of its own takes nearly as long; what does, hangs. */
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private Command() {}

    /** @param output standard output and error, interleaved */
    public record Result(int status, String output) {

        public boolean succeeded() {
            return status == 0;
        }
    }

    /** A program said no. The message has the command line and all that it said. */
    public static final class FailedException extends RuntimeException {
        FailedException(List<String> command, Result result) {
            super(String.join(" ", command) + " failed (" + result.status() + "): "
                    + result.output().strip());
        }
    }

    public static Result run(String... command) {
        return run(List.of(command), "");
    }

    /** @throws FailedException unless it ends with 0 */
    public static String output(String... command) {
        return output(List.of(command), "");
    }

    /** @throws FailedException unless it ends with 0 */
    public static String output(List<String> command, String input) {
        var result = run(command, input);
        if (!result.succeeded()) {
            throw new FailedException(command, result);
        }
        return result.output();
    }

    public static Result run(List<String> command, String input) {
        return run(command, input, LIMIT);
    }

    /** @param limit after which it is killed */
    public static Result run(List<String> command, String input, Duration limit) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var watchdog = Thread.startVirtualThread(() -> killAfter(limit, process));
            try (var stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                // It ended without reading all: its status and words say why.
            }
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            watchdog.interrupt();
            return new Result(status, output);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command.getFirst() + ": is its package installed?", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + command.getFirst(), e);
        }
    }

    private static void killAfter(Duration limit, Process process) {
        try {
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                // Its children have its output open too, and would be waited for.
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            // It ended in time.
        }
    }
}
