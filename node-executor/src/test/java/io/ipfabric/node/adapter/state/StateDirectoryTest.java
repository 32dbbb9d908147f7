package io.ipfabric.node.adapter.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipfabric.node.domain.ManifestJudge.Identity;
import io.ipfabric.node.domain.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDirectoryTest {

    private Path directory;

    @BeforeEach
    void use(@TempDir Path temporary) {
        directory = temporary;
    }

    private StateDirectory open() throws IOException {
        return new StateDirectory(directory, Samples.NODE);
    }

    @Test
    void theInstallationIsTheSameAfterARestart() throws IOException {
        Identity first;
        try (var state = open()) {
            first = state.recall();
        }
        try (var state = open()) {
            assertThat(state.recall()).isEqualTo(first);
        }
        assertThat(first.fabric()).isNull();
        assertThat(first.generation()).isZero();
    }

    @Test
    void whatWasObeyedIsRemembered() throws IOException {
        Identity obeyed;
        try (var state = open()) {
            var first = state.recall();
            obeyed = new Identity(first.node(), first.instance(), Samples.FABRIC, 42);
            state.remember(obeyed);
        }
        try (var state = open()) {
            assertThat(state.recall()).isEqualTo(obeyed);
        }
    }

    @Test
    void aSecondAgentIsTurnedAway() throws IOException {
        try (var _ = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another agent")
                    .hasMessageContaining(directory.toString());
        }
    }

    @Test
    void aDamagedFileIsNamedAndNotReplaced() throws IOException {
        Files.writeString(directory.resolve("instance"), "no uuid\n");
        try (var state = open()) {
            assertThatThrownBy(state::recall).hasMessageContaining(directory.toString());
        }
        assertThat(directory.resolve("instance")).hasContent("no uuid");
    }
}
