package io.ipfabric.contracts.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ipfabric.contracts.kafka.BrokerAccess.Login;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerAccessTest {

    private static final String SECRET = "s3cret";

    private Path directory;
    private Path password;

    @BeforeEach
    void writePassword(@TempDir Path fresh) throws IOException {
        directory = fresh;
        password = Files.writeString(directory.resolve("it's a \"pass\\word\""), SECRET + "\n");
    }

    private static BrokerAccess of(Map<String, String> settings) {
        return BrokerAccess.of(name -> Optional.ofNullable(settings.get(name)));
    }

    @Test
    void withoutALoginItIsNobody() {
        var access = of(Map.of("kafka.bootstrap.servers", "192.0.2.1:9092"));

        assertThat(access.settings()).isEqualTo(Map.of("bootstrap.servers", "192.0.2.1:9092"));
    }

    @Test
    void thePasswordIsInNoSetting() {
        var access = of(Map.of(
                "kafka.bootstrap.servers", "192.0.2.1:9093",
                "fabric.kafka.user", "vm-service",
                "fabric.kafka.password-file", password.toString()));

        assertThat(access.settings())
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", "SCRAM-SHA-512");
        assertThat(access + " " + access.settings()).contains("vm-service").doesNotContain(SECRET);
    }

    /** A misspelt name must not lead to a connection in clear text. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fabric.kafka.password-file | set fabric.kafka.user (FABRIC_KAFKA_USER) too",
                "fabric.kafka.authorities | set fabric.kafka.user (FABRIC_KAFKA_USER) too",
                "fabric.kafka.user | set fabric.kafka.password-file (FABRIC_KAFKA_PASSWORD_FILE) too"
            })
    void halfALoginIsRefused(String setting, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(Map.of("kafka.bootstrap.servers", "192.0.2.1:9092", setting, "vm-service")))
                .withMessageContaining(reason);
    }

    @Test
    void aBrokerHasToBeNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(Map.of()))
                .withMessage("set kafka.bootstrap.servers (KAFKA_BOOTSTRAP_SERVERS)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\"; x=\"y", "ä", "a\nb"})
    void aUserThatWouldBeAnotherEntryIsRefused(String user) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Login(user, password, null))
                .withMessageContaining("FABRIC_KAFKA_USER");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "two\nlines", "pass word", "pässword"})
    void whatIsNoPasswordIsNotShown(String content) throws IOException {
        Files.writeString(password, content);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Login("vm-service", password, null))
                .withMessageStartingWith("what is in " + password + " is no password")
                .withMessageNotContaining("two");
    }

    @Test
    void missingFilesAreNamed() {
        var missing = directory.resolve("missing");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Login("vm-service", missing, null))
                .withMessageContaining(missing.toString())
                .withMessageContaining("NoSuchFileException");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Login("vm-service", password, missing))
                .withMessageContaining("FABRIC_KAFKA_AUTHORITIES")
                .withMessageContaining(missing.toString());
    }
}
