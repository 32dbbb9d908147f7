package io.ipfabric.lab.observability;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What can be said of the alert rules without Prometheus; what its own tool says of them, see {@code RulesScenarioTest}. */
class RuleFilesTest {

    private static final Path PROMETHEUS = Dashboard.PROJECT.resolve("observability/prometheus");
    private static final Path RUNBOOKS = Dashboard.PROJECT.resolve("docs/runbooks");
    private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");
    private static final Pattern EXPRESSION = Pattern.compile("expr: (.+)");
    private static final Pattern RUNBOOK = Pattern.compile("runbook: docs/runbooks/(\\S+)");
    private static final List<String> SECTIONS = List.of("## What it means", "## Look at", "## Do");

    private final String rules;
    private final String tests;

    RuleFilesTest() throws IOException {
        rules = Files.readString(PROMETHEUS.resolve("rules/fabric.yml"));
        tests = Files.readString(PROMETHEUS.resolve("tests/fabric.test.yml"));
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1)).toList();
    }

    @Test
    void everyAlertIsTestedToFireAndToBeQuiet() {
        var alerts = all(ALERT, rules);

        assertThat(alerts).isNotEmpty().doesNotHaveDuplicates();
        for (var alert : alerts) {
            assertThat(tests).contains("name: " + alert + " fires", "name: " + alert + " is quiet");
        }
    }

    @Test
    void everyAlertHasARunbookThatNamesIt() throws IOException {
        var alerts = all(ALERT, rules);
        var runbooks = all(RUNBOOK, rules);

        assertThat(runbooks).hasSameSizeAs(alerts);
        for (int i = 0; i < alerts.size(); i++) {
            var runbook = RUNBOOKS.resolve(runbooks.get(i));
            assertThat(runbook)
                    .as(alerts.get(i))
                    .content()
                    .contains(alerts.get(i))
                    .contains(SECTIONS);
        }
    }

    @Test
    void everyRunbookIsOfAnAlertAndInTheList() throws IOException {
        var runbooks = all(RUNBOOK, rules);
        var list = Files.readString(RUNBOOKS.resolve("README.md"));
        try (var files = Files.list(RUNBOOKS)) {
            for (var name : files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !name.equals("README.md"))
                    .toList()) {
                assertThat(runbooks).contains(name);
                assertThat(list).contains("(" + name + ")");
            }
        }
    }

    @Test
    void metricsAreThoseOfTheReference() {
        for (var expression : all(EXPRESSION, rules)) {
            assertThat(DashboardFilesTest.metrics(expression)).isSubsetOf(MetricsReference.documented());
        }
    }
}
