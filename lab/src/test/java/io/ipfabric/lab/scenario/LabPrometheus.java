package io.ipfabric.lab.scenario;

import com.fasterxml.jackson.databind.JsonNode;
import io.ipfabric.lab.lifecycle.HttpApi;
import io.ipfabric.lab.observability.MetricsReference;
import io.ipfabric.lab.plan.LabPlan;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Asks the lab's Prometheus. */
final class LabPrometheus {

    private static final Duration STEP = Duration.ofSeconds(5);
    private static final String OURS = "{__name__=~\"fabric_.+\"}";

    private final HttpApi api = new HttpApi("http://" + LabPlan.PROMETHEUS);

    /** The values of one series over a time; where there was none, there is none. */
    record Course(List<Double> values) {

        boolean hasValue() {
            return values.stream().anyMatch(value -> !value.isNaN());
        }

        boolean changes() {
            return values.stream().distinct().count() > 1;
        }
    }

    /** The first value of an instant query; not a number: there is none. */
    double value(String query) {
        var result = data("/api/v1/query?query=" + encoded(query)).path("result");
        return result.isEmpty() ? Double.NaN : number(result.path(0).path("value"));
    }

    List<Course> courses(String query, Instant since) {
        var path = "/api/v1/query_range?query=" + encoded(query) + "&start=" + since.getEpochSecond() + "&end="
                + Instant.now().getEpochSecond() + "&step=" + STEP.toSeconds();
        return data(path)
                .path("result")
                .valueStream()
                .map(series -> new Course(series.path("values")
                        .valueStream()
                        .map(LabPrometheus::number)
                        .toList()))
                .toList();
    }

    /** The alerts that fire. */
    Set<String> firing() {
        return data("/api/v1/alerts")
                .path("alerts")
                .valueStream()
                .filter(alert -> alert.path("state").asText().equals("firing"))
                .map(alert -> alert.path("labels").path("alertname").asText())
                .collect(Collectors.toSet());
    }

    /** Of all that the fabric's processes say of themselves. */
    MetricsReference reference() {
        var families = data("/api/v1/metadata");
        var reference = new MetricsReference();
        for (var series : data("/api/v1/series?match[]=" + encoded(OURS))) {
            var labels = series.properties().stream()
                    .collect(Collectors.toMap(
                            Map.Entry::getKey, label -> label.getValue().asText()));
            var name = String.valueOf(labels.get("__name__"));
            var family = family(name, families);
            var about = families.path(family).path(0);
            var type = about.path("type").asText();
            reference.add(
                    type.equals("histogram") ? family : name,
                    type,
                    about.path("help").asText(),
                    labels);
        }
        return reference;
    }

    /** A counter is announced without its {@code _total}, a histogram without what tells its series apart. */
    private static String family(String name, JsonNode families) {
        return families.has(name) ? name : name.replaceFirst("_(total|bucket|sum|count)$", "");
    }

    private JsonNode data(String path) {
        return api.get(path).orThrow("Prometheus: " + path).json().path("data");
    }

    private static double number(JsonNode timeAndValue) {
        var text = timeAndValue.path(1).asText();
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private static String encoded(String query) {
        return URLEncoder.encode(query, StandardCharsets.UTF_8);
    }
}
