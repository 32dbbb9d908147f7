package io.ipfabric.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream of server-sent events (HTML, section 9.2.6). A connection that says nothing for {@link #SILENCE_MAX}, not even a comment, is taken for dead and closed. For one thread;
 * another one watches.
 */
final class ServerSentEvents implements AutoCloseable {

    /** The service sends a comment every 10 s. */
    static final Duration SILENCE_MAX = Duration.ofSeconds(35);

    private final InputStream stream;
    private final BufferedReader lines;
    private final Thread watchdog;
    private volatile long heardAt = System.nanoTime();

    ServerSentEvents(InputStream stream) {
        this.stream = stream;
        this.lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        this.watchdog = Thread.ofVirtual().name("silence").start(this::watch);
    }

    /**
     * @param id absent: it is none to come back to
     * @param event its type
     */
    record Event(@Nullable String id, String event, String data) {}

    /** Blocks until there is one; absent: the stream ended. */
    @Nullable
    Event next() throws IOException {
        String id = null;
        var event = "message";
        var data = new StringBuilder();
        for (var line = read(); line != null; line = read()) {
            if (line.isEmpty()) {
                if (!data.isEmpty()) {
                    return new Event(id, event, data.toString());
                }
                event = "message";
                continue;
            }
            int colon = line.indexOf(':');
            var field = colon < 0 ? line : line.substring(0, colon);
            var value = colon < 0 ? "" : line.substring(colon + 1).replaceFirst("^ ", "");
            switch (field) {
                case "id" -> id = value;
                case "event" -> event = value;
                case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
                default -> {
                    // A comment, or nothing that concerns us.
                }
            }
        }
        return null;
    }

    private @Nullable String read() throws IOException {
        var line = lines.readLine();
        heardAt = System.nanoTime();
        return line;
    }

    private void watch() {
        try {
            while (System.nanoTime() - heardAt < SILENCE_MAX.toNanos()) {
                Thread.sleep(Duration.ofSeconds(1));
            }
            stream.close();
        } catch (InterruptedException | IOException _) {
            // It is closed, or cannot be: its reader notices.
        }
    }

    @Override
    public void close() throws IOException {
        watchdog.interrupt();
        stream.close();
    }
}
