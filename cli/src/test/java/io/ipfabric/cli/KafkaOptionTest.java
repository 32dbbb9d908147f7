package io.ipfabric.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KafkaOptionTest {

    private static KafkaOption options(String... arguments) {
        var options = new KafkaOption();
        new CommandLine(CommandLine.Model.CommandSpec.create()
                        .addMixin("broker", CommandLine.Model.CommandSpec.forAnnotatedObject(options)))
                .parseArgs(arguments);
        return options;
    }

    @Test
    void the_lab_is_the_default() {
        assertThat(options().access(Map.of()).settings()).isEqualTo(Map.of("bootstrap.servers", "127.0.0.1:9092"));
    }

    @Test
    void options_come_before_the_environment(@TempDir Path directory) throws IOException {
        var file = Files.writeString(directory.resolve("password"), "secret");
        var environment = Map.of(
                "KAFKA_BOOTSTRAP_SERVERS", "192.0.2.1:9093",
                "FABRIC_KAFKA_USER", "nobody",
                "FABRIC_KAFKA_PASSWORD_FILE", file.toString());

        var access = options("--user", "topic-administrator").access(environment);

        assertThat(access.bootstrapServers()).isEqualTo("192.0.2.1:9093");
        assertThat(access.settings()).containsEntry("security.protocol", "SASL_SSL");
        assertThat(access.settings().toString()).contains("topic-administrator").doesNotContain("secret");
    }

    @Test
    void a_user_without_a_password_is_told_what_is_missing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> options("--user", "topic-administrator").access(Map.of()))
                .withMessageContaining("FABRIC_KAFKA_PASSWORD_FILE");
    }
}
