package io.ipfabric.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipfabric.cli.Api.ApiException;
import io.ipfabric.credentials.Caller;
import io.ipfabric.credentials.KeyPairFiles;
import io.ipfabric.credentials.Role;
import io.ipfabric.credentials.Terms;
import io.ipfabric.credentials.TokenVerifier;
import io.ipfabric.credentials.TokenVerifier.Verdict.Accepted;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class BearerTokenTest {

    @TempDir
    Path directory = Path.of("");

    @Test
    void theOptionComesBeforeTheEnvironment() throws IOException {
        var option = file("option", "by.the.option\n");
        var named = file("named", " by.its.name ");

        var environment = Map.of("FABRIC_TOKEN", "by.it.self", "FABRIC_TOKEN_FILE", named.toString());
        assertThat(new BearerToken(option, environment).text()).isEqualTo("by.the.option");
        assertThat(new BearerToken(null, environment).text()).isEqualTo("by.it.self");
        assertThat(new BearerToken(null, Map.of("FABRIC_TOKEN_FILE", named.toString())).text())
                .isEqualTo("by.its.name");
    }

    @Test
    void whoCanReadTheKeySignsForOneCommand() {
        var keys = new KeyPairFiles(directory);
        keys.ensure();
        var environment = Map.of("FABRIC_SIGNING_KEY", keys.signingKey().toString(), "SUDO_USER", "ada");

        var token = new BearerToken(null, environment).text();

        assertThat(TokenVerifier.ofKey(Terms.OWN, keys.publicKey())
                        .verify(token)
                        .join())
                .isEqualTo(new Accepted(new Caller("ada", Role.ADMIN)));
    }

    @Test
    void withoutAnyItSaysWhatToDo() {
        var environment =
                Map.of("FABRIC_SIGNING_KEY", directory.resolve("none.pem").toString());

        assertThatThrownBy(() -> new BearerToken(null, environment).text())
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("none.pem")
                .hasMessageContaining("FABRIC_TOKEN")
                .hasMessageContaining("--token-file");
        assertThatThrownBy(() -> new BearerToken(directory.resolve("none"), Map.of()).text())
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("none");
    }

    /** Whoever gets it as a header would show it whole. */
    @Test
    void aWrongFileIsNamedAndNotShown() {
        var keys = new KeyPairFiles(directory);
        keys.ensure();

        assertThatThrownBy(() -> new BearerToken(keys.signingKey(), Map.of()).text())
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("signing-key.pem is no token")
                .hasMessageNotContaining("PRIVATE KEY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "pass", "a.b", "a.b.", "a.b.c.d", "a.b.c\r\nHost: x", "a.b.\u00e9", "Bearer a.b.c"})
    void whatIsNoTokenIsNotSent(String text) {
        assertThatThrownBy(() -> new BearerToken(null, Map.of("FABRIC_TOKEN", text)).text())
                .isInstanceOf(ApiException.class)
                .hasMessage(
                        "what is in FABRIC_TOKEN is no token: one has three parts of letters, digits, - and _, with dots between them");
    }

    @ParameterizedTest
    @CsvSource({"--token-file %s vm list", "vm --token-file %s list", "vm list --token-file %s"})
    void theFileMayStandAnywhere(String line) throws IOException {
        var file = file("given", "given");
        var fabric = Fabric.commandLine();

        assertThat(fabric.parseArgs(line.formatted(file).split(" ", -1)).errors())
                .isEmpty();

        assertThat(Fabric.token().file()).isEqualTo(file);
    }

    @ParameterizedTest
    @CsvSource({"90s, PT90S", "30m, PT30M", "8H, PT8H"})
    void aLifetimeIsWrittenShort(String written, Duration lifetime) {
        var command = CommandLine.populateCommand(new TokenCommand(), "--ttl", written, "--role", "viewer");

        assertThat(command.lifetime()).isEqualTo(lifetime);
        assertThat(command.role()).isEqualTo(Role.VIEWER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0s", "-1h", "1", "1d", "1h30m", "PT1H", "9999999s"})
    void whatIsNoLifetimeIsRefused(String written) {
        var command = CommandLine.populateCommand(new TokenCommand(), "--ttl", written);

        assertThatThrownBy(command::lifetime).hasMessageContaining("30m");
    }

    @Test
    void aTokenIsAnOperatorsForAnHour() {
        var command = CommandLine.populateCommand(new TokenCommand());

        assertThat(command.role()).isEqualTo(Role.OPERATOR);
        assertThat(command.lifetime()).isEqualTo(Duration.ofHours(1));
        assertThatThrownBy(CommandLine.populateCommand(new TokenCommand(), "--role", "root")::role)
                .hasMessageContaining("viewer, operator or admin");
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }
}
