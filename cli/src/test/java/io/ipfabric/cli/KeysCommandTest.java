package io.ipfabric.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.credentials.KeyPairFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysCommandTest {

    private final Path folder;

    KeysCommandTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private int keys() {
        return Fabric.commandLine()
                .execute(
                        "keys",
                        folder.resolve("private").toString(),
                        "--public-key",
                        folder.resolve("public-key.pem").toString());
    }

    @Test
    void thePublicHalfAloneIsPassedOn() throws Exception {
        assertThat(keys()).isZero();

        var pair = new KeyPairFiles(folder.resolve("private"));
        assertThat(folder.resolve("public-key.pem")).hasSameTextualContentAs(pair.publicKey());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(pair.signingKey())))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void aPairThatIsThereStaysAndIsPassedOnAgain() throws Exception {
        keys();
        var first = Files.readString(folder.resolve("public-key.pem"));
        Files.delete(folder.resolve("public-key.pem"));

        assertThat(keys()).isZero();

        assertThat(folder.resolve("public-key.pem")).hasContent(first);
    }

    @Test
    void whatIsNoKeyIsNotPassedOn() throws Exception {
        keys();
        Files.writeString(new KeyPairFiles(folder.resolve("private")).publicKey(), "no key");

        assertThat(keys()).isNotZero();

        assertThat(folder.resolve("public-key.pem")).content().startsWith("-----BEGIN PUBLIC KEY-----");
    }
}
