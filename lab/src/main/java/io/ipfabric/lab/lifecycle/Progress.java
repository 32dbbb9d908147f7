package io.ipfabric.lab.lifecycle;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** What a command says while it works: one line a step, with the seconds since its start. */
public record Progress(PrintStream out, Instant start) {

    public static Progress on(PrintStream out) {
        return new Progress(out, Instant.now());
    }

    public void say(String line) {
        double seconds = Duration.between(start, Instant.now()).toMillis() / 1000.0;
        out.printf(Locale.ROOT, "%6.1f s  %s%n", seconds, line);
    }
}
