package io.ipfabric.lab.frr;

import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.process.Command;
import io.ipfabric.lab.process.ProcessTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What FRR has outside the lab's own directory, to be removed when its processes are gone. */
public final class FrrRemains {

    static final Path CONFIGURATIONS = Path.of("/etc/frr");
    static final Path SOCKETS = Path.of("/var/run/frr");
    /** Each daemon makes a directory {@code <daemon>.<pid>} there, and leaves it when it is killed. */
    private static final Path SCRATCH = Path.of("/var/tmp/frr");

    private FrrRemains() {}

    /** All of it. */
    public static void removeAll(ProcessTable processes) {
        for (var record : processes.all()) {
            for (var daemon : FrrRouter.DAEMONS) {
                if (record.name().endsWith("-" + daemon)) {
                    remove(scratch(daemon, record.pid()));
                }
            }
        }
        for (var parent : List.of(CONFIGURATIONS, SOCKETS)) {
            pathSpaces(parent).forEach(FrrRemains::remove);
        }
    }

    /** The lab's path spaces in one of FRR's directories. */
    public static List<Path> pathSpaces(Path parent) {
        if (!Files.isDirectory(parent)) {
            return List.of();
        }
        try (var files = Files.list(parent)) {
            return files.filter(file -> LabPlan.isOurs(file.getFileName().toString()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + parent, e);
        }
    }

    /** What a daemon left that is to be started again. */
    static void removeScratch(ProcessTable processes, String name, String daemon) {
        processes.all().stream()
                .filter(record -> record.name().equals(name))
                .forEach(record -> remove(scratch(daemon, record.pid())));
    }

    private static Path scratch(String daemon, long pid) {
        return SCRATCH.resolve(daemon + "." + pid);
    }

    private static void remove(Path path) {
        Command.output("rm", "-rf", path.toString());
    }
}
