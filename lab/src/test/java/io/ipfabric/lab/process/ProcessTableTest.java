package io.ipfabric.lab.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessTableTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final ProcessSpec SLEEPER = ProcessSpec.onHost("sleeper", List.of("sleep", "600"));

    private final Path directory;
    private final ProcessTable table;

    ProcessTableTest(@TempDir Path directory) {
        this.directory = directory;
        this.table = new ProcessTable(directory.resolve("records"), directory.resolve("logs"));
    }

    @BeforeEach
    void directories() throws IOException {
        Files.createDirectories(table.records());
        Files.createDirectories(table.logs());
    }

    @AfterEach
    void end() {
        table.all().forEach(ProcessRecord::kill);
    }

    @Test
    void aStartedProcessIsFoundUnderTheProgramsPid() {
        assertThat(table.start(SLEEPER)).isTrue();

        var record = table.find("sleeper").orElseThrow();
        Poll.until("the program", LIMIT, () -> ProcessHandle.of(record.pid())
                .flatMap(handle -> handle.info().command())
                .filter(command -> command.endsWith("sleep"))
                .isPresent());
    }

    @Test
    void whatRunsIsNotStartedAgain() {
        table.start(SLEEPER);

        assertThat(table.start(SLEEPER)).isFalse();
        assertThat(table.all()).hasSize(1);
    }

    @Test
    void aKilledProcessIsNotFoundAndCanBeStartedAgain() {
        table.start(SLEEPER);
        var first = table.find("sleeper").orElseThrow();

        first.kill();
        Poll.until("its end", LIMIT, () -> table.find("sleeper").isEmpty());

        assertThat(table.start(SLEEPER)).isTrue();
        assertThat(table.find("sleeper").orElseThrow().pid()).isNotEqualTo(first.pid());
    }

    @Test
    void aStrangerWithTheSamePidIsLeftAlone() throws IOException {
        table.start(SLEEPER);
        var real = table.find("sleeper").orElseThrow();
        Files.writeString(
                table.records().resolve("stranger"),
                real.pid() + " " + (real.start() + 1) + " " + real.boot() + " " + real.namespace());

        var stranger = table.all().getLast();
        assertThat(stranger.isAlive()).isFalse();
        stranger.kill();

        assertThat(real.isAlive()).isTrue();
    }

    @Test
    void aHalfWrittenRecordIsNone() throws IOException {
        Files.writeString(table.records().resolve("half"), "17");

        assertThat(table.find("half")).isEmpty();
        assertThat(table.all()).isEmpty();
    }

    @Test
    void theEnvironmentIsTheSpecificationsAlone() {
        table.start(ProcessSpec.onHost("printer", List.of("env")).with(Map.of("ANSWER", "42")));

        Poll.until("its output", LIMIT, () -> table.logTail("printer").contains("ANSWER=42"));
        assertThat(table.logTail("printer")).doesNotContain("HOME=");
        assertThat(directory).isNotEmptyDirectory();
    }
}
