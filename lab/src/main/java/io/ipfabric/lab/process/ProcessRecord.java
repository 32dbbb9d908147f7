package io.ipfabric.lab.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A process of the lab, as it wrote itself down before it became the program. The start time tells it from a stranger that was given
 * the same pid later, the boot id from one of an earlier boot.
 *
 * @param start field 22 of {@code /proc/PID/stat}: clock ticks since boot (proc_pid_stat(5))
 * @param namespace network namespace; {@code -}: the host's
 */
public record ProcessRecord(String name, long pid, long start, String boot, String namespace) {

    static final String HOST = "-";

    private static final int STATE_FIELD = 3;
    private static final int START_FIELD = 22;

    /** @return empty if the file is none of ours, which an interrupted write leaves */
    static Optional<ProcessRecord> parse(String name, String text) {
        var fields = text.strip().split(" ", -1);
        if (fields.length != 4) {
            return Optional.empty();
        }
        try {
            return Optional.of(new ProcessRecord(
                    name, Long.parseLong(fields[0]), Long.parseLong(fields[1]), fields[2], fields[3]));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** Whether this very process runs; a zombie does not. */
    public boolean isAlive() {
        return boot.equals(bootId())
                && statFields(pid)
                        .filter(fields -> Long.parseLong(field(fields, START_FIELD)) == start)
                        .filter(fields -> !field(fields, STATE_FIELD).equals("Z"))
                        .isPresent();
    }

    /** SIGKILL, if it is still this process. */
    public void kill() {
        if (isAlive()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    /** SIGTERM, if it is still this process. */
    public void terminate() {
        if (isAlive()) {
            ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
        }
    }

    /** SIGSTOP: it lives, keeps its connections open, and does nothing until {@link #resume}. */
    public void suspend() {
        signal("STOP");
    }

    /** SIGCONT, if it is still this process. */
    public void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        if (isAlive()) {
            Command.output("kill", "-" + name, Long.toString(pid));
        }
    }

    /** The fields from the third on: the second, the program's name, may hold blanks and parentheses. */
    private static Optional<List<String>> statFields(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return Optional.of(
                    List.of(stat.substring(stat.lastIndexOf(')') + 2).strip().split(" ", -1)));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static String field(List<String> fields, int number) {
        return fields.get(number - STATE_FIELD);
    }

    private static String bootId() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("no boot id: the lab needs /proc", e);
        }
    }
}
