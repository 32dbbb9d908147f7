package io.ipfabric.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPairGenerator;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyPairFilesTest {

    @TempDir
    Path directory = Path.of("");

    private KeyPairFiles files = new KeyPairFiles(Path.of(""));

    @BeforeEach
    void inADirectoryOfItsOwn() {
        files = new KeyPairFiles(directory.resolve("keys"));
    }

    @Test
    void aPairIsMadeOnce() throws IOException {
        assertThat(files.ensure()).isTrue();
        var made = Files.readString(files.signingKey());

        assertThat(files.ensure()).isFalse();
        assertThat(Files.readString(files.signingKey())).isEqualTo(made);
    }

    @Test
    void onlyItsOwnerReadsThePrivateHalf() throws IOException {
        files.ensure();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.signingKey())))
                .isEqualTo("rw-------");
        assertThat(files.directory())
                .isDirectoryNotContaining(file -> file.toString().endsWith(".new"));
    }

    /** Killed between the two files: nobody has the public half yet, so both are made anew. */
    @Test
    void aPublicHalfAloneIsMadeAnew() throws IOException {
        files.ensure();
        var lost = Files.readString(files.publicKey());
        Files.delete(files.signingKey());

        assertThat(files.ensure()).isTrue();
        assertThat(Files.readString(files.publicKey())).isNotEqualTo(lost);
    }

    @Test
    void whatIsNoKeyIsNamedAndNeverShown() throws IOException {
        var file = Files.writeString(
                directory.resolve("secret.pem"), "-----BEGIN PRIVATE KEY-----\nsecret\n-----END PRIVATE KEY-----");

        assertThatThrownBy(() -> SigningKey.read(file))
                .isInstanceOf(InvalidKeyException.class)
                .hasMessageContaining("secret.pem")
                .hasMessageContaining("no key of an elliptic curve")
                .hasNoCause();
        assertThatThrownBy(() -> TokenVerifier.ofKey(Terms.OWN, file)).hasMessageContaining("no -----BEGIN PUBLIC KEY");
        assertThatThrownBy(() -> SigningKey.read(directory.resolve("none.pem")))
                .hasMessageContaining("cannot be read (NoSuchFileException)");
    }

    @Test
    void otherKindsOfKeysAreRefused() throws Exception {
        var curve = KeyPairGenerator.getInstance("EC");
        curve.initialize(384);
        var other = Files.writeString(
                directory.resolve("p384.pem"), pem(curve.generateKeyPair().getPublic()));
        var rsa = Files.writeString(
                directory.resolve("rsa.pem"),
                pem(KeyPairGenerator.getInstance("RSA").generateKeyPair().getPublic()));

        assertThatThrownBy(() -> TokenVerifier.ofKey(Terms.OWN, other)).hasMessageContaining("not P-256");
        assertThatThrownBy(() -> TokenVerifier.ofKey(Terms.OWN, rsa))
                .hasMessageContaining("no key of an elliptic curve");
    }

    private static String pem(java.security.PublicKey key) {
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }
}
