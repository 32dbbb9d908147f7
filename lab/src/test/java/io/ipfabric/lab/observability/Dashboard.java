package io.ipfabric.lab.observability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A dashboard of {@code observability/grafana/dashboards}. */
public record Dashboard(Path file, JsonNode json) {

    public static final Path PROJECT =
            Path.of(System.getProperty("basedir", ".")).toAbsolutePath().resolveSibling("");

    static final Path GRAFANA = PROJECT.resolve("observability/grafana");

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    /** @param json as the dashboard has it */
    public record Panel(String dashboard, JsonNode json) {

        public String title() {
            return json.path("title").asText();
        }

        /** Its queries, as Prometheus gets them from a Grafana that shows everything and the last five minutes. */
        public List<String> queries() {
            return json.path("targets")
                    .valueStream()
                    .map(target -> target.path("expr").asText())
                    .map(query -> query.replace("$__rate_interval", "20s")
                            .replace("$__range", "5m")
                            .replace("$node", ".*"))
                    .toList();
        }

        @Override
        public String toString() {
            return dashboard + " | " + title();
        }
    }

    public static List<Dashboard> all() {
        try (var files = Files.list(GRAFANA.resolve("dashboards"))) {
            return files.sorted().map(Dashboard::read).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Dashboard read(Path file) {
        try {
            return new Dashboard(file, MAPPER.readTree(file.toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    String uid() {
        return json.path("uid").asText();
    }

    /** Those that show something; rows only order them. */
    public List<Panel> panels() {
        return json.path("panels")
                .valueStream()
                .filter(panel -> !panel.path("type").asText().equals("row"))
                .map(panel -> new Panel(uid(), panel))
                .toList();
    }

    @Override
    public String toString() {
        return String.valueOf(file.getFileName());
    }
}
