package io.ipfabric.lab.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lab's detached processes, kept as one file each, so that any later command finds them.
 *
 * <p>A process writes its own record and then becomes the program ({@code exec} keeps pid and start time). So there is no moment at
 * which it runs unrecorded, wherever the command that starts it is interrupted.
 *
 * @param records directory of the records
 * @param logs directory of the outputs, appended to over restarts
 */
public record ProcessTable(Path records, Path logs) {

    /** Arguments: record, namespace; then the program. {@code mv} makes the record appear whole. */
    private static final String WRITE_RECORD_AND_EXEC = """
            set -f
            record=$1 namespace=$2
            shift 2
            started() { shift 19; start=$1; }
            read -r stat < /proc/$$/stat
            started ${stat##*) }
            read -r boot < /proc/sys/kernel/random/boot_id
            echo "$$ $start $boot $namespace" > "$record.new" && mv "$record.new" "$record" || exit 1
            exec "$@"
            """;

    private static final Duration START_LIMIT = Duration.ofSeconds(10);

    /** A session of its own: the terminal's interrupt stops the command, not the lab. */
    private static final List<String> DETACHED = List.of("setsid", "sh", "-c", WRITE_RECORD_AND_EXEC, "sh");

    /** @return false if it runs already */
    public boolean start(ProcessSpec spec) {
        if (find(spec.name()).isPresent()) {
            return false;
        }
        var record = records.resolve(spec.name());
        var command = new ArrayList<>(DETACHED);
        command.add(record.toString());
        command.add(spec.namespace().orElse(ProcessRecord.HOST));
        spec.namespace().ifPresent(namespace -> command.addAll(List.of("ip", "netns", "exec", namespace)));
        command.addAll(spec.command());
        var log = ProcessBuilder.Redirect.appendTo(log(spec.name()).toFile());
        var builder = new ProcessBuilder(command)
                .directory(records.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(log)
                .redirectError(log);
        var environment = builder.environment();
        environment.keySet().retainAll(List.of("PATH", "LANG"));
        environment.putAll(spec.environment());
        try {
            // The record of a dead predecessor must not pass for the new one.
            Files.deleteIfExists(record);
            var process = builder.start();
            Poll.until(spec.name() + "'s record", START_LIMIT, () -> Files.exists(record) || !process.isAlive());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + spec.name(), e);
        }
        return true;
    }

    /** The process, if it runs. */
    public Optional<ProcessRecord> find(String name) {
        return read(name).filter(ProcessRecord::isAlive);
    }

    /** All that were started, dead or alive, by name. */
    public List<ProcessRecord> all() {
        if (!Files.isDirectory(records)) {
            return List.of();
        }
        try (var files = Files.list(records)) {
            return files.map(file -> file.getFileName().toString())
                    .sorted()
                    .flatMap(name -> read(name).stream())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + records, e);
        }
    }

    public Path log(String name) {
        return logs.resolve(name + ".log");
    }

    /** The end of a process's log: why it ended is usually there. */
    public String logTail(String name) {
        try {
            var lines = Files.readAllLines(log(name));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }

    private Optional<ProcessRecord> read(String name) {
        try {
            return ProcessRecord.parse(name, Files.readString(records.resolve(name)));
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
