package io.ipfabric.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Events of a VM's life for a person: when, how long after the first that was shown, what. */
final class LifeLines {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT);

    private final ZoneId zone;
    private @Nullable Instant first;

    LifeLines() {
        this(ZoneId.systemDefault());
    }

    LifeLines(ZoneId zone) {
        this.zone = zone;
    }

    String line(String event, JsonNode data) {
        return "%s  %9s  %-9s  %s".formatted(at(data), after(data), event, Output.printable(text(event, data)));
    }

    private String at(JsonNode data) {
        return data.has("at") ? TIME.format(instant(data).atZone(zone)) : " ".repeat(12);
    }

    private String after(JsonNode data) {
        if (!data.has("at")) {
            return "";
        }
        var at = instant(data);
        if (first == null) {
            first = at;
        }
        return String.format(Locale.ROOT, "+%.3f", Duration.between(first, at).toMillis() / 1000.0);
    }

    private static Instant instant(JsonNode data) {
        return Instant.parse(data.path("at").asText());
    }

    private static String text(String event, JsonNode data) {
        return switch (event) {
            case "state" ->
                text(data, "state") + " on " + text(data, "node") + ", generation " + text(data, "generation")
                        + problem(data);
            case "addresses" ->
                data.path("addresses").isEmpty()
                        ? "none"
                        : data.path("addresses")
                                .valueStream()
                                .map(JsonNode::asText)
                                .collect(Collectors.joining(" "));
            case "route" ->
                text(data, "address") + " " + text(data, "change")
                        + (data.has("node") ? " on " + text(data, "node") : "")
                        + (data.has("epoch") ? ", epoch " + text(data, "epoch") : "");
            case "migration" ->
                text(data, "phase") + " " + text(data, "source") + " to " + text(data, "target") + ", "
                        + text(data, "cutover")
                        + (data.has("detail") ? ": " + text(data, "detail") : "");
            case "rejected" -> text(data.path("problem"), "detail");
            case "gone" -> "its addresses are given back";
            case "missed" -> text(data, "events") + " earlier events are no longer kept";
            default -> data.toString();
        };
    }

    private static String problem(JsonNode data) {
        return data.has("problem") ? ": " + text(data.path("problem"), "detail") : "";
    }

    private static String text(JsonNode data, String field) {
        return data.path(field).asText("-");
    }
}
