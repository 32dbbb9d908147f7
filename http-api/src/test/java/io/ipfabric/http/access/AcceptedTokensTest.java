package io.ipfabric.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipfabric.credentials.KeyPairFiles;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service that could not tell its callers from strangers does not start, and says what to set. */
class AcceptedTokensTest {

    private static final String ISSUER = "https://issuer.example";

    private record Settings(Optional<Path> publicKey, Optional<String> issuer, Optional<URI> keysUrl)
            implements TokenSettings {

        @Override
        public String audience() {
            return "ip-fabric";
        }
    }

    @Test
    void nothingSetIsRefused() {
        refused(new Settings(Optional.empty(), Optional.empty(), Optional.empty()), "FABRIC_TOKENS_PUBLIC_KEY");
    }

    @Test
    void bothIsRefused(@TempDir Path directory) {
        refused(
                new Settings(Optional.of(directory), Optional.of(ISSUER), Optional.of(URI.create(ISSUER + "/keys"))),
                "one of them");
    }

    @Test
    void halfAnIssuerIsRefused() {
        refused(new Settings(Optional.empty(), Optional.of(ISSUER), Optional.empty()), "belong together");
        refused(
                new Settings(Optional.empty(), Optional.empty(), Optional.of(URI.create(ISSUER + "/keys"))),
                "belong together");
    }

    @Test
    void aKeyThatIsNotThereIsRefused(@TempDir Path directory) {
        refused(new Settings(Optional.of(directory.resolve("key.pem")), Optional.empty(), Optional.empty()), "key.pem");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://192.0.2.1/keys", "file:///etc/keys", "keys", "ftp://127.0.0.1/keys"})
    void keysThatAnybodyCouldChangeOnTheirWayAreRefused(String url) {
        refused(new Settings(Optional.empty(), Optional.of(ISSUER), Optional.of(URI.create(url))), "https");
    }

    @Test
    void aKeyOrAnIssuerIsTaken(@TempDir Path directory) {
        var files = new KeyPairFiles(directory);
        files.ensure();

        assertThat(AcceptedTokens.verifierOf(
                        new Settings(Optional.of(files.publicKey()), Optional.empty(), Optional.empty())))
                .isNotNull();
        assertThat(AcceptedTokens.verifierOf(
                        new Settings(Optional.empty(), Optional.of(ISSUER), Optional.of(URI.create(ISSUER + "/keys")))))
                .isNotNull();
    }

    private static void refused(Settings settings, String words) {
        assertThatThrownBy(() -> AcceptedTokens.verifierOf(settings)).hasMessageContaining(words);
    }
}
