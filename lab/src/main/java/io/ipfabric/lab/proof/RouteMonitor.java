package io.ipfabric.lab.proof;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.process.Poll;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Watches the core's kernel routes and keeps when each came and went last, so that a time can be asked for afterwards: an address is
 * known only once it is allocated. Times are of {@link System#nanoTime}.
 */
public final class RouteMonitor implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(30);
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

    /** From {@code start} until the address's route came after it; waits for that. */
    public Duration untilAdded(Address address, long start) {
        return until(added, "came", address, start);
    }

    /** The first IPv4 address whose route came after {@code start}, and how long after; waits for it. */
    public Map.Entry<Address, Duration> untilNextAdded(long start) {
        return Poll.untilPresent("the core's kernel to tell of a new route", LIMIT, () -> added.entrySet().stream()
                .filter(entry -> entry.getValue() > start && !entry.getKey().contains(":"))
                .min(Map.Entry.comparingByValue())
                .map(entry -> Map.entry(Address.of(entry.getKey()), Duration.ofNanos(entry.getValue() - start))));
    }

    /** From {@code start} until the address's route went after it; waits for that. */
    public Duration untilDeleted(Address address, long start) {
        return until(deleted, "went", address, start);
    }

    /** Whether the address's route went after {@code start}, even if another came at once; a moment late. */
    public boolean hasGoneSince(Address address, long start) {
        var last = deleted.get(address.toString());
        return last != null && last > start;
    }

    private static Duration until(Map<String, Long> times, String what, Address address, long start) {
        return Poll.untilPresent(
                "the core's kernel to tell of the route of " + address + " that it " + what,
                LIMIT,
                () -> Optional.ofNullable(times.get(address.toString()))
                        .map(time -> Duration.ofNanos(time - start))
                        .filter(Duration::isPositive));
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
