package io.ipfabric.lab.proof;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.lab.plan.LabPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Watches the core's kernel routes and keeps when each came or went last, so that a time can be asked for afterwards: an address is
 * known only once it is allocated. Times are {@link System#nanoTime}.
 */
public final class RouteMonitor implements AutoCloseable {

    private static final Pattern ROUTE = Pattern.compile("(Deleted )?([0-9a-f.:]+) .*");

    private final Process process;
    private final Map<String, Long> added = new ConcurrentHashMap<>();
    private final Map<String, Long> deleted = new ConcurrentHashMap<>();

    private RouteMonitor(Process process) {
        this.process = process;
    }

    public static RouteMonitor start() {
        try {
            var process = new ProcessBuilder("ip", "-n", LabPlan.core().namespace(), "monitor", "route")
                    .redirectErrorStream(true)
                    .start();
            var monitor = new RouteMonitor(process);
            Thread.ofVirtual().name("route-monitor").start(monitor::read);
            return monitor;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot watch the core's routes", e);
        }
    }

    /** When its route came last. */
    public OptionalLong addedAt(Address address) {
        return time(added, address);
    }

    /** When its route went last. */
    public OptionalLong deletedAt(Address address) {
        return time(deleted, address);
    }

    private static OptionalLong time(Map<String, Long> times, Address address) {
        return Optional.ofNullable(times.get(address.toString()))
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
    }

    private void read() {
        try (var lines = process.inputReader()) {
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                long now = System.nanoTime();
                var route = ROUTE.matcher(line);
                if (route.matches()) {
                    (route.group(1) == null ? added : deleted).put(route.group(2), now);
                }
            }
        } catch (IOException e) {
            if (process.isAlive()) {
                throw new UncheckedIOException("the core's routes are not watched any more", e);
            }
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
