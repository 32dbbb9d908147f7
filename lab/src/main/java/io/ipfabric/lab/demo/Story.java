package io.ipfabric.lab.demo;

import io.ipfabric.lab.process.Poll;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** What the demo says: chapters, proofs, and at the end the times. Colours only on a terminal. */
final class Story {

    private final PrintStream out;
    private final boolean isTerminal;
    private final List<Time> times = new ArrayList<>();
    private int proofs;

    private record Time(String what, Duration duration) {}

    @SuppressWarnings("SystemConsoleNull") // From JDK 25 on it is null again where there is no terminal.
    Story(PrintStream out) {
        this.out = out;
        var console = System.console();
        this.isTerminal = console != null && console.isTerminal();
    }

    void chapter(String title) {
        out.println();
        out.println(isTerminal ? "\u001b[1m" + title + "\u001b[0m" : title);
    }

    void say(String line) {
        out.println("  " + line);
    }

    /** @throws Poll.TimedOutException if it does not come true in time */
    void prove(String what, Duration limit, BooleanSupplier holds) {
        Poll.until(what, limit, holds);
        proofs++;
        say((isTerminal ? "\u001b[32m✓\u001b[0m " : "ok  ") + what);
    }

    void measured(String what, Duration duration) {
        times.add(new Time(what, duration));
    }

    void end() {
        chapter("Measured on this machine");
        int width = times.stream().mapToInt(time -> time.what().length()).max().orElse(0);
        for (var time : times) {
            out.printf(
                    Locale.ROOT,
                    "  %-" + width + "s  %7.0f ms%n",
                    time.what(),
                    time.duration().toNanos() / 1e6);
        }
        chapter("All " + proofs + " proofs held.");
    }
}
