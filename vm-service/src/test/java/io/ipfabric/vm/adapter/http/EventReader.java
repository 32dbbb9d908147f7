package io.ipfabric.vm.adapter.http;

import io.ipfabric.http.testing.TestTokens;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client that follows a VM as a browser would. */
final class EventReader implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(30);

    /** An event, or the end of the stream. */
    record Sent(@Nullable String id, String event, String data) {

        static final Sent END = new Sent(null, "", "");
        static final Sent COMMENT = new Sent(null, ":", "");
    }

    private final HttpClient client;
    private final BufferedReader reader;
    private final BlockingQueue<Sent> received = new LinkedBlockingQueue<>();
    final HttpResponse<java.io.InputStream> response;

    private EventReader(HttpClient client, HttpResponse<java.io.InputStream> response) {
        this.client = client;
        this.response = response;
        this.reader = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        Thread.ofVirtual().start(this::read);
    }

    static EventReader of(URI service, String vm, @Nullable String lastEventId) {
        var client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        var request = HttpRequest.newBuilder(service.resolve("/v1/vms/" + vm + "/events"))
                .header("Authorization", "Bearer " + TestTokens.of(io.ipfabric.credentials.Role.VIEWER));
        if (lastEventId != null) {
            request.header("Last-Event-ID", lastEventId);
        }
        try {
            return new EventReader(client, client.send(request.build(), BodyHandlers.ofInputStream()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private void read() {
        String id = null;
        String event = "message";
        var data = new StringBuilder();
        try {
            for (var line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("id:")) {
                    id = line.substring(3).strip();
                } else if (line.startsWith("event:")) {
                    event = line.substring(6).strip();
                } else if (line.startsWith("data:")) {
                    data.append(line.substring(5).strip());
                } else if (line.startsWith(":")) {
                    received.add(Sent.COMMENT);
                } else if (line.isEmpty() && !data.isEmpty()) {
                    received.add(new Sent(id, event, data.toString()));
                    id = null;
                    event = "message";
                    data.setLength(0);
                }
            }
        } catch (IOException _) {
            // The connection was closed, here or there.
        }
        received.add(Sent.END);
    }

    Sent next() {
        try {
            var next = received.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (next == null) {
                throw new AssertionError("nothing was sent within " + PATIENCE);
            }
            return next;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Events only. */
    List<Sent> next(int count) {
        var events = new ArrayList<Sent>();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (events.size() < count) {
            var next = next();
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("after " + PATIENCE + " only " + events);
            }
            if (next.equals(Sent.END)) {
                throw new AssertionError("the stream ended after " + events);
            }
            if (!next.equals(Sent.COMMENT)) {
                events.add(next);
            }
        }
        return events;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
