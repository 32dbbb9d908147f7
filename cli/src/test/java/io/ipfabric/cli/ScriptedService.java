package io.ipfabric.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A service that answers what a test wrote down, one after another, and remembers what it was asked: faults that a real one does not have on demand. */
final class ScriptedService implements AutoCloseable {

    private final HttpServer server;
    private final Deque<Answer> answers = new ArrayDeque<>();
    final List<String> asked = new CopyOnWriteArrayList<>();
    final List<String> lastEventIds = new CopyOnWriteArrayList<>();

    /** @param whole false: the connection breaks behind the body */
    record Answer(int status, String type, String body, boolean whole) {}

    private ScriptedService(HttpServer server) {
        this.server = server;
    }

    static ScriptedService answering(Answer... answers) {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            var service = new ScriptedService(server);
            service.answers.addAll(List.of(answers));
            server.createContext("/", service::answer);
            server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            server.start();
            return service;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Answer problem(int status, String detail) {
        return new Answer(status, "application/problem+json", "{\"detail\": \"" + detail + "\"}", true);
    }

    static Answer json(int status, String body) {
        return new Answer(status, "application/json", body, true);
    }

    static Answer events(String body) {
        return new Answer(200, "text/event-stream", body, true);
    }

    static Answer brokenEvents(String body) {
        return new Answer(200, "text/event-stream", body, false);
    }

    Api api() {
        return new Api(
                "vm-service",
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                () -> "a.b.c");
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        var lastEventId = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        lastEventIds.add(lastEventId == null ? "-" : lastEventId);
        var answer = answers.remove();
        var body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", answer.type());
        // Less than was promised is what a broken connection looks like.
        int promised = answer.whole() ? body.length : body.length + 1_000;
        exchange.sendResponseHeaders(answer.status(), answer.status() == 204 ? -1 : Math.max(1, promised));
        exchange.getResponseBody().write(body);
        exchange.getResponseBody().flush();
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
