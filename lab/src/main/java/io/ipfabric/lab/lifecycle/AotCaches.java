package io.ipfabric.lab.lifecycle;

import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.LabPlan.Service;
import io.ipfabric.lab.process.Poll;
import io.ipfabric.lab.process.ProcessTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;

/**
 * What services in training learned: which classes they load and link, and which methods they run most (JEP 483, 514, 515). The JVM writes it
 * when the service ends.
 */
public final class AotCaches {

    /** The JVM starts a second one to put the cache together, and ends after it. */
    private static final Duration WRITE_LIMIT = Duration.ofMinutes(2);

    private AotCaches() {}

    /** Whether all services have one of their build: the JVM leaves aside one that is older than its jars. */
    public static boolean areOfBuild(Path project) {
        return LabPlan.SERVICES.stream()
                .allMatch(service -> changed(Services.aotCache(project, service.module()))
                                .compareTo(changed(Services.builtJar(project, service.module())))
                        > 0);
    }

    /** Since the epoch; the epoch for a file that is not there. */
    private static FileTime changed(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (NoSuchFileException _) {
            return FileTime.fromMillis(0);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at " + file, e);
        }
    }

    /**
     * Ends the services of a lab in training, one after another, and puts what each learned beside its jar.
     *
     * @param project the checkout whose build runs in the lab
     * @throws IllegalStateException if one left nothing
     */
    public static void collect(Path project, Progress progress) {
        var directory = LabDirectory.ofMachine();
        for (var service : LabPlan.SERVICES) {
            end(directory.processes(), service);
            var learned = Services.learned(directory, service.module());
            if (!Files.exists(learned)) {
                throw new IllegalStateException(service.module() + " wrote no AOT cache; the end of its log:\n"
                        + directory.processes().logTail(service.module()));
            }
            keep(learned, Services.aotCache(project, service.module()));
            progress.say("Kept what " + service.module() + " learned");
        }
    }

    private static void end(ProcessTable processes, Service service) {
        var process = processes
                .find(service.module())
                .orElseThrow(() -> new IllegalStateException(service.module() + " does not run"));
        process.terminate();
        Poll.until(service.module() + " to write its AOT cache", WRITE_LIMIT, () -> !process.isAlive());
    }

    private static void keep(Path learned, Path cache) {
        try {
            var fresh = cache.resolveSibling(cache.getFileName() + ".new");
            Files.copy(learned, fresh, StandardCopyOption.REPLACE_EXISTING);
            Files.move(fresh, cache, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep " + cache, e);
        }
    }
}
