package io.ipfabric.node.application;

import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.Endpoint.Evidence;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.node.domain.KernelLink;
import io.ipfabric.node.domain.KernelMirror;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Looks for guests that are allowed to leave. The kernel tells of a lost carrier up to a second late, because it gathers such events (linkwatch),
 * but answers at once who asks; so it is asked, for as long as a guest may leave. Runs in the loop's thread alone.
 */
final class Departures {

    /** A question costs some 20 µs: of one guest it takes a hundredth of a core, of any number a tenth. */
    private static final Duration PAUSE_MIN = Duration.ofMillis(2);

    private static final Duration PAUSE_EACH = Duration.ofNanos(200_000);

    private final EndpointApplier applier;
    private final KernelMirror mirror;
    private final Map<VmId, Integer> links = new HashMap<>();
    private long due;

    Departures(EndpointApplier applier, KernelMirror mirror) {
        this.applier = applier;
        this.mirror = mirror;
    }

    /** Looks, or no longer, as the endpoint is now. */
    void follow(Endpoint endpoint, @Nullable KernelLink link) {
        var armed = endpoint.armed();
        if (armed != null && armed.on() == Evidence.GUEST_LEFT && link != null && isThere(link)) {
            links.put(endpoint.vm(), link.index());
        } else {
            links.remove(endpoint.vm());
        }
    }

    void stop(VmId vm) {
        links.remove(vm);
    }

    /** @return VMs whose guest left */
    Set<VmId> left(long now) {
        if (links.isEmpty() || now - due < 0) {
            return Set.of();
        }
        due = now + Math.max(PAUSE_MIN.toNanos(), links.size() * PAUSE_EACH.toNanos());
        Set.copyOf(links.values()).forEach(applier::refresh);
        return links.entrySet().stream()
                .filter(entry -> mirror.link(entry.getValue())
                        .filter(Departures::isThere)
                        .isEmpty())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static boolean isThere(KernelLink link) {
        return link.up() && link.carrier();
    }

    /** @return nanoseconds until it is to be looked again */
    long next(long now) {
        return links.isEmpty() ? Long.MAX_VALUE : Math.max(0, due - now);
    }
}
