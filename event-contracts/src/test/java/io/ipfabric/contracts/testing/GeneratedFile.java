package io.ipfabric.contracts.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of the repository that is made from the code. A test holds it to that, and writes it where {@code -Ddocs.update=true} is given. */
public final class GeneratedFile {

    private final Path file;

    /** @param path from the repository's root */
    public GeneratedFile(String path) {
        // Tests of a module run in its folder.
        this.file = Path.of("..").resolve(path);
    }

    /** Fails where the file has another content, and says the command that writes it. */
    public void assertIs(String content) {
        if (Boolean.getBoolean("docs.update")) {
            write(content);
        }
        var module = Path.of("").toAbsolutePath().getFileName();
        assertThat(file)
                .as("rewrite it with: mvn -pl %s -am verify -Ddocs.update=true", module)
                .hasContent(content);
    }

    private void write(String content) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
