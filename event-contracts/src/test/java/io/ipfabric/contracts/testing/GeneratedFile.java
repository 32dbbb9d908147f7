package io.ipfabric.contracts.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

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

    /** The same for a content that may be written in several ways: one that means the same is as good. */
    public void assertMeans(String content, Function<String, ?> meaning) {
        if (!Files.exists(file) || !meaning.apply(text()).equals(meaning.apply(content))) {
            assertIs(content);
        }
    }

    private String text() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
