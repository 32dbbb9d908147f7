package io.ipfabric.lab.hypervisor;

import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A file with a line for each move of a guest, for whoever counts packets. */
public record MoveLog(Path file) {

    /**
     * A guest's interface went from a node to another.
     *
     * @param detached before the first command that detached it, by CLOCK_REALTIME
     * @param attached after the last that attached it
     */
    public record Entry(VmName vm, NodeName source, NodeName target, Instant detached, Instant attached) {

        public Duration absence() {
            return Duration.between(detached, attached);
        }

        String line() {
            return String.join(
                    " ", vm.toString(), source.toString(), target.toString(), nanos(detached), nanos(attached));
        }

        static Entry parse(String line) {
            var fields = line.split(" ", -1);
            if (fields.length != 5) {
                throw new IllegalArgumentException("no move: " + line);
            }
            return new Entry(
                    VmName.of(fields[0]),
                    NodeName.of(fields[1]),
                    NodeName.of(fields[2]),
                    instant(fields[3]),
                    instant(fields[4]));
        }

        private static String nanos(Instant time) {
            return Long.toString(TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano());
        }

        private static Instant instant(String nanos) {
            return Instant.EPOCH.plusNanos(Long.parseLong(nanos));
        }
    }

    /** One write: lines of moves that happen at once are not mixed. */
    void append(Entry entry) {
        try {
            Files.writeString(file, entry.line() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot note a move", e);
        }
    }

    /** All moves, oldest first. A line that is being written is not there yet. */
    public List<Entry> entries() {
        try {
            if (!Files.exists(file)) {
                return List.of();
            }
            var text = Files.readString(file);
            return text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .map(Entry::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the moves", e);
        }
    }
}
