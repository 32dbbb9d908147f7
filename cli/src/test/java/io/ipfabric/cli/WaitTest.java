package io.ipfabric.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class WaitTest {

    @Test
    void who_wants_to_wait_says_so_to_the_service() {
        assertThat(CommandLine.populateCommand(new Wait(), "--wait", "30").headers())
                .containsEntry("Prefer", "wait=30");
        assertThat(CommandLine.populateCommand(new Wait()).headers()).isEmpty();
    }

    @Test
    void every_write_to_a_migration_can_wait() {
        var vm = new CommandLine(new VmCommand());

        assertThat(vm.parseArgs("migrate", "web-1", "--target", "node2", "--cutover", "STRICT", "--wait", "5")
                        .errors())
                .isEmpty();
        assertThat(vm.parseArgs("migrate", "web-1", "--target", "node2", "--strict-timeout", "PROCEED")
                        .errors())
                .isEmpty();
        assertThat(vm.parseArgs("switch", "web-1", "m-1", "--wait", "5").errors())
                .isEmpty();
        assertThat(vm.parseArgs("cancel", "web-1", "m-1", "--wait", "5").errors())
                .isEmpty();
        assertThat(vm.parseArgs("migration", "web-1").errors()).isEmpty();
        assertThat(vm.parseArgs("migration", "web-1", "m-1").errors()).isEmpty();
    }
}
