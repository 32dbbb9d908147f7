package io.ipfabric.node.application;

import io.ipfabric.contracts.value.VmId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Endpoints that could not be brought to what they should be: why, and when each is tried again. Not thread-safe. */
final class Troubles {

    private static final int DOUBLINGS_MAX = 20;

    private final AgentSettings settings;
    private final Map<VmId, Trouble> troubles = new HashMap<>();

    Troubles(AgentSettings settings) {
        this.settings = settings;
    }

    private record Trouble(String reason, int attempts, long retryAt) {}

    void failed(VmId vm, String reason, long now) {
        var earlier = troubles.get(vm);
        int attempts = earlier == null ? 0 : Math.min(earlier.attempts + 1, DOUBLINGS_MAX);
        long wait = Math.min(
                settings.retryFirst().toNanos() << attempts, settings.retryMax().toNanos());
        troubles.put(vm, new Trouble(reason, attempts, now + wait));
    }

    void over(VmId vm) {
        troubles.remove(vm);
    }

    boolean has(VmId vm) {
        return troubles.containsKey(vm);
    }

    Optional<String> of(VmId vm) {
        return Optional.ofNullable(troubles.get(vm)).map(Trouble::reason);
    }

    /** Those to be tried again now. */
    List<VmId> due(long now) {
        return troubles.entrySet().stream()
                .filter(entry -> entry.getValue().retryAt - now <= 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Nanoseconds until the next is due; long if there is none. */
    long next(long now) {
        return troubles.values().stream()
                .mapToLong(trouble -> trouble.retryAt - now)
                .min()
                .orElse(Duration.ofDays(1).toNanos());
    }
}
