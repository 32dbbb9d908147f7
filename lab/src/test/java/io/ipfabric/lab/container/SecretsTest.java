package io.ipfabric.lab.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.lab.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code containers/secrets} makes. It needs no engine. */
class SecretsTest {

    private static final Path SCRIPT = ComposedFabric.PROJECT.resolve("containers/secrets");

    private final Path folder;

    SecretsTest(@TempDir Path folder) {
        this.folder = folder.resolve("secrets");
    }

    private Map<Path, String> make() throws IOException {
        Command.output(SCRIPT.toString(), folder.toString());
        var secrets = new TreeMap<Path, String>();
        try (var files = Files.list(folder)) {
            files.forEach(file -> secrets.put(file.getFileName(), read(file)));
        }
        return secrets;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void eachIsAnother() throws IOException {
        assertThat(make().values())
                .hasSize(6)
                .doesNotHaveDuplicates()
                .allMatch(text -> text.matches("(\\S+=)?[0-9a-f]{48}\n"));
    }

    /** A database keeps the password that it was made with. */
    @Test
    void whatIsThereStaysAndWhatIsMissingIsMade() throws IOException {
        var first = make();
        Files.delete(folder.resolve("grafana"));

        var second = make();

        assertThat(second.keySet()).isEqualTo(first.keySet());
        assertThat(second.remove(Path.of("grafana"))).isNotEqualTo(first.remove(Path.of("grafana")));
        assertThat(second).isEqualTo(first);
    }

    @Test
    void nobodyElseReachesThem() throws IOException {
        make();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwx------");
    }
}
