package io.ipfabric.lab.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmName;
import io.ipfabric.lab.hypervisor.MoveLog.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MoveLogTest {

    private static final Entry MOVE = new Entry(
            VmName.of("web"),
            NodeName.of("node1"),
            NodeName.of("node2"),
            Instant.ofEpochSecond(1_900_000_000, 1),
            Instant.ofEpochSecond(1_900_000_000, 2_000_001));

    @Test
    void isReadAsItWasWritten(@TempDir Path directory) throws IOException {
        var log = new MoveLog(directory.resolve("moves.log"));
        assertThat(log.entries()).isEmpty();

        log.append(MOVE);
        log.append(MOVE);

        assertThat(log.entries()).containsExactly(MOVE, MOVE);
        assertThat(Files.readString(log.file()))
                .startsWith("web node1 node2 1900000000000000001 1900000000002000001\n");
    }

    @Test
    void aLineThatIsBeingWrittenIsNotThereYet(@TempDir Path directory) throws IOException {
        var log = new MoveLog(directory.resolve("moves.log"));
        log.append(MOVE);
        Files.writeString(log.file(), "web node2 no", StandardOpenOption.APPEND);

        assertThat(log.entries()).containsExactly(MOVE);
    }
}
