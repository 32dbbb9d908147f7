package io.ipfabric.lab.observability;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be said of dashboards without a Grafana and without a lab. */
class DashboardFilesTest {

    private static final JsonSchemaFactory FACTORY = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7);
    private static final JsonSchema DASHBOARD = schema("dashboard");
    /** What the dashboard's schema leaves open is the matter of each kind of panel. */
    private static final Map<String, JsonSchema> OPTIONS =
            Map.of("timeseries", schema("timeseries-options"), "stat", schema("stat-options"));

    private static final JsonSchema TIMESERIES_CUSTOM = schema("timeseries-custom");
    private static final Pattern METRIC = Pattern.compile("\\bfabric_[a-z_]+");
    private static final int WIDTH = 24;

    private static JsonSchema schema(String name) {
        try (var file = DashboardFilesTest.class.getResourceAsStream("/grafana-schema/" + name + ".schema.json")) {
            return FACTORY.getSchema(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<Dashboard> dashboards() {
        return Dashboard.all();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void isWhatGrafanasSchemaSays(Dashboard dashboard) {
        assertThat(DASHBOARD.validate(dashboard.json())).isEmpty();
        for (var panel : dashboard.panels()) {
            var options = Objects.requireNonNull(
                    OPTIONS.get(panel.json().path("type").asText()), () -> "no schema for the type of " + panel);
            assertThat(options.validate(panel.json().path("options")))
                    .as(panel.toString())
                    .isEmpty();
            var custom = panel.json().path("fieldConfig").path("defaults").path("custom");
            if (!custom.isMissingNode()) {
                assertThat(TIMESERIES_CUSTOM.validate(custom))
                        .as(panel.toString())
                        .isEmpty();
            }
        }
    }

    /** So the test above is not one that always holds. */
    @Test
    void theSchemaRefusesWhatIsWrong() {
        var wrong = Dashboard.all().getFirst().json().deepCopy();
        ((ObjectNode) wrong).put("refreshEvery", "10s").remove("schemaVersion");

        assertThat(DASHBOARD.validate(wrong)).hasSize(2);
    }

    @Test
    void identitiesAreStableAndDiffer() {
        assertThat(Dashboard.all().stream().map(Dashboard::uid))
                .containsExactly("fabric-bus", "fabric-ipam", "fabric-migrations", "fabric-nodes", "fabric-overview");
        for (var dashboard : Dashboard.all()) {
            assertThat(dashboard.file()).hasFileName(dashboard.uid() + ".json");
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panelsSayWhatTheyShowAndWhereFrom(Dashboard dashboard) {
        var titles = new HashSet<String>();
        for (var panel : dashboard.panels()) {
            var json = panel.json();
            assertThat(titles.add(panel.title()))
                    .as("one panel is named " + panel.title())
                    .isTrue();
            assertThat(json.path("description").asText()).as(panel.toString()).isNotBlank();
            assertThat(json.path("fieldConfig").path("defaults").path("unit").asText())
                    .as(panel.toString())
                    .isNotBlank();
            assertThat(json.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
            assertThat(panel.queries()).as(panel.toString()).isNotEmpty().noneMatch(query -> query.contains("$"));
            json.path("targets").forEach(target -> assertThat(
                            target.path("datasource").path("uid").asText())
                    .isEqualTo("${datasource}"));
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panelsLieBesideEachOther(Dashboard dashboard) {
        var taken = new HashSet<String>();
        var ids = new HashSet<Integer>();
        for (var panel : dashboard.json().path("panels")) {
            assertThat(ids.add(panel.path("id").asInt())).isTrue();
            cells(panel.path("gridPos")).forEach(cell -> assertThat(taken.add(cell))
                    .as(panel.path("title").asText() + " lies on another one at " + cell)
                    .isTrue());
        }
    }

    private static Set<String> cells(JsonNode position) {
        var cells = new HashSet<String>();
        int x = position.path("x").asInt();
        int y = position.path("y").asInt();
        assertThat(x + position.path("w").asInt()).isLessThanOrEqualTo(WIDTH);
        for (int column = x; column < x + position.path("w").asInt(); column++) {
            for (int line = y; line < y + position.path("h").asInt(); line++) {
                cells.add(column + "/" + line);
            }
        }
        return cells;
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void metricsAreThoseOfTheReference(Dashboard dashboard) {
        for (var panel : dashboard.panels()) {
            assertThat(metrics(String.join(" ", panel.queries())))
                    .as(panel.toString())
                    .isSubsetOf(MetricsReference.documented());
        }
    }

    /** Of a histogram's series, the histogram. */
    static Set<String> metrics(String query) {
        return METRIC.matcher(query)
                .results()
                .map(found -> found.group().replaceFirst("_bucket$", ""))
                .collect(Collectors.toSet());
    }

    @Test
    void steadyPanelsAreThere() {
        var panels = Dashboard.all().stream()
                .flatMap(dashboard -> dashboard.panels().stream())
                .map(Object::toString)
                .toList();

        assertThat(panels).containsAll(SteadyPanels.read().panels());
    }
}
