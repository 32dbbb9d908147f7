package io.ipfabric.lab.observability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code docs/reference/metrics.md}: what the processes say of themselves, by the name that Prometheus has for it. */
public final class MetricsReference {

    public static final Path FILE = Dashboard.PROJECT.resolve("docs/reference/metrics.md");

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(fabric_[a-z_]+)`");

    private static final String HEAD = """
            # Metrics

            What the processes of the fabric say of themselves at `/q/metrics`, beside the usual metrics of a JVM, its HTTP server, its Kafka clients and its
            database. Made from what a lab's processes say (`-Ddocs.update=true`); a test holds it to that. Names and labels are stable: dashboards and rules ask for
            them. No label is as many as there are VMs or addresses.

            A histogram has `…_bucket`, `…_sum` and `…_count`.

            | metric | type | labels | what it is | of |
            | --- | --- | --- | --- | --- |
            """;

    private final NavigableMap<String, Metric> metrics = new TreeMap<>();

    /** @param jobs the programs that say it */
    private record Metric(String type, String help, NavigableSet<String> labels, NavigableSet<String> jobs) {}

    /** Those that the reference has. */
    static Set<String> documented() {
        try {
            return ROW.matcher(Files.readString(FILE))
                    .results()
                    .map(row -> row.group(1))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What one series has. */
    public void add(String name, String type, String help, Map<String, String> series) {
        var metric = metrics.computeIfAbsent(name, _ -> new Metric(type, help, new TreeSet<>(), new TreeSet<>()));
        metric.labels.addAll(series.keySet());
        // The histogram's own, and those that Prometheus adds.
        Set.of("__name__", "job", "instance", "le").forEach(metric.labels::remove);
        if (series.getOrDefault("job", "").equals("node-executor")) {
            metric.labels.remove("node");
        }
        metric.jobs.add(series.getOrDefault("job", ""));
    }

    /** The names of those that nobody described. */
    public Set<String> undescribed() {
        return metrics.entrySet().stream()
                .filter(each -> each.getValue().help.isBlank())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    public String text() {
        var text = new StringBuilder(HEAD);
        metrics.forEach((name, metric) -> text.append("| `%s` | %s | %s | %s | %s |%n"
                .formatted(
                        name,
                        metric.type,
                        metric.labels.stream().map(label -> "`" + label + "`").collect(Collectors.joining(" ")),
                        metric.help,
                        String.join(", ", metric.jobs))));
        return text.toString();
    }
}
