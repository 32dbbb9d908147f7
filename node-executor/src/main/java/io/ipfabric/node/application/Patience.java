package io.ipfabric.node.application;

import io.ipfabric.contracts.value.VmId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** VMs of which something is waited for, each for the same time at most. Not thread-safe. */
final class Patience {

    private final Duration patience;
    private final Map<VmId, Long> since = new HashMap<>();
    private long now;

    Patience(Duration patience) {
        this.patience = patience;
    }

    /** @param time of the monotonic clock, for what follows */
    void at(long time) {
        now = time;
    }

    /** From now on, if it is not waited for already. */
    void begin(VmId vm) {
        since.putIfAbsent(vm, now);
    }

    void end(VmId vm) {
        since.remove(vm);
    }

    void endAll() {
        since.clear();
    }

    boolean has(VmId vm) {
        return since.containsKey(vm);
    }

    /** Those that were waited for long enough; forgotten with this. */
    Set<VmId> over() {
        var over = since.entrySet().stream()
                .filter(entry -> left(entry.getValue()) <= 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        since.keySet().removeAll(over);
        return over;
    }

    private long left(long begun) {
        return patience.toNanos() - (now - begun);
    }

    /** Nanoseconds until the next is over; long if there is none. */
    long next() {
        return since.values().stream().mapToLong(this::left).min().orElse(Long.MAX_VALUE);
    }
}
