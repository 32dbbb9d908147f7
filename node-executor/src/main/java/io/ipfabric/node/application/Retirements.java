package io.ipfabric.node.application;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.node.domain.KernelMirror;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.Retirement;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Addresses whose last redirect waits for a learned route to take over, see {@link Retirement}: what was begun when, and when to
 * look again. zebra's own routes are not among the kernel's events that are listened to, so the kernel is asked. Everything else is in
 * the kernel: an agent that dies waits a little longer, no more. Runs in the loop's thread alone.
 */
final class Retirements {

    /** zebra needs 10 ms; if the router has nothing to give after this, it will not. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration PAUSE_MIN = Duration.ofMillis(5);
    /** It looks again after this share of the time that it has waited. */
    private static final int PAUSE_SHARE = 4;

    private final Kernel kernel;
    private final KernelMirror mirror;
    private final Map<Address, Wait> waits = new HashMap<>();
    private long now;

    private record Wait(long since, long lookAt) {}

    Retirements(Kernel kernel, KernelMirror mirror) {
        this.kernel = kernel;
        this.mirror = mirror;
    }

    /** @param time of the monotonic clock, for what follows */
    void at(long time) {
        now = time;
    }

    /** Whether the route that yields is needed no more. */
    boolean isSuperseded(Address address) {
        var begun = waits.get(address);
        long since = begun == null ? now : begun.since();
        long waited = now - since;
        long pause = Math.max(PAUSE_MIN.toNanos(), waited / PAUSE_SHARE);
        long left = PATIENCE.toNanos() - waited;
        waits.put(address, new Wait(since, now + (left > 0 ? Math.min(pause, left) : pause)));
        return left <= 0 || isAnotherUsed(address);
    }

    private boolean isAnotherUsed(Address address) {
        try {
            return kernel.selectedRoute(address).filter(KernelRoute::isOurs).isEmpty();
        } catch (KernelException _) {
            return false;
        }
    }

    /** Those to look at again; what is over is forgotten. */
    Set<Address> due() {
        waits.keySet().removeIf(address -> !mirror.isYielding(address));
        var due = new HashSet<Address>();
        waits.forEach((address, wait) -> {
            if (wait.lookAt() - now <= 0) {
                due.add(address);
            }
        });
        return due;
    }

    /** Nanoseconds until the next is due; long if there is none. */
    long next() {
        return waits.values().stream()
                .mapToLong(wait -> wait.lookAt() - now)
                .min()
                .orElse(Duration.ofDays(1).toNanos());
    }

    /** What is still in the kernel for an address that goes, so that it is not called gone. */
    Optional<KernelRoute> remainder(Address address) {
        return mirror.routesTo(address).stream().filter(KernelRoute::isYielding).findFirst();
    }
}
