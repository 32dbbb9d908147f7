package io.ipfabric.cli;

import static io.ipfabric.cli.Output.column;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;

class ForceOptionTest {

    /** Whose word it is the token says. */
    @Test
    void a_reason_is_told() {
        var force = CommandLine.populateCommand(new ForceOption(), "--reason", "it burnt down");

        assertThat(force.body().toString()).isEqualTo("{\"reason\":\"it burnt down\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"force web-1 m-1", "force web-1 m-1 --wait 5"})
    void nobody_forces_without_a_reason(String line) {
        var vm = new CommandLine(new VmCommand());

        assertThatThrownBy(() -> vm.parseArgs(line.split(" ", -1))).isInstanceOf(MissingParameterException.class);
    }

    @Test
    void a_migration_and_a_route_can_be_forced() {
        assertThat(new CommandLine(new VmCommand())
                        .parseArgs("force", "web-1", "m-1", "--reason", "it burnt down", "--wait", "5")
                        .errors())
                .isEmpty();
        assertThat(new CommandLine(new RouteCommand())
                        .parseArgs("force", "192.0.2.10", "--reason", "it burnt down")
                        .errors())
                .isEmpty();
    }

    @Test
    void a_list_of_texts_is_shown_in_a_row() throws Exception {
        var answer = Api.MAPPER.readTree("{\"vm\":\"web-1\",\"nodes\":[\"node1\",\"node2\"]}");

        assertThat(Output.value(answer, column("SILENT NODES", "nodes"))).isEqualTo("node1 node2");
    }
}
