package io.ipfabric.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.lab.observability.Dashboard;
import io.ipfabric.lab.process.Command;
import org.junit.jupiter.api.Test;

/** The alert rules as Prometheus' own tool reads them. Needs no lab, but its packages. */
@InLab(up = false)
class RulesScenarioTest {

    private static final String PROMETHEUS =
            Dashboard.PROJECT.resolve("observability/prometheus").toString();

    @Test
    void configurationAndRulesAreValid() {
        Command.output("promtool", "check", "config", PROMETHEUS + "/prometheus.yml");
        Command.output("promtool", "check", "rules", "--lint-fatal", PROMETHEUS + "/rules/fabric.yml");
    }

    @Test
    void everyAlertFiresAndIsQuietWhenItShould() {
        var said = Command.output("promtool", "test", "rules", PROMETHEUS + "/tests/fabric.test.yml");

        assertThat(said).contains("SUCCESS").doesNotContain("FAILED");
    }
}
