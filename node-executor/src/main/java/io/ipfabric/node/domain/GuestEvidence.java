package io.ipfabric.node.domain;

import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.Endpoint.Armed;
import io.ipfabric.contracts.event.Endpoint.Evidence;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.RouteClass;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.node.domain.KernelRoute.Device;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of guests that come and go, and what it makes of an armed endpoint's forwarding. Not thread-safe.
 *
 * <pre>
 * armed           evidence                                          forwarding
 * -               -                                                 the intent's
 * GUEST_ARRIVED   no frame of the guest yet                         VIA
 * GUEST_ARRIVED   a frame, once in this generation of the endpoint  LOCAL
 * GUEST_LEFT      the interface is there and has carrier            LOCAL
 * GUEST_LEFT      no interface, it is down, or without carrier      VIA
 * </pre>
 *
 * Three things are a frame of the guest: one that was heard; packets that the interface had received when it began to be listened to,
 * if the interface appeared after the endpoint was armed (a tap of a paused QEMU receives nothing, and whoever makes a veth pair
 * keeps the guest's end down until the guest runs); and, for an agent that sees the endpoint for the first time since its start, that the
 * kernel delivers to the guest in the class that the switch leads to: only the switch itself can have made such a route.
 */
public final class GuestEvidence {

    private static final int NO_LINK = 0;

    private final Map<VmId, Memory> memories = new HashMap<>();

    /**
     * Of one VM.
     *
     * @param linkWhenArmed index of its interface when it was armed; {@link #NO_LINK}: none; null: not armed yet
     */
    private record Memory(
            Generation generation,
            boolean arrived,
            @Nullable Integer linkWhenArmed) {}

    /** Takes note of an endpoint as it is now, before anything is changed for it. */
    public void note(DesiredEndpoint desired, ObservedEndpoint observed) {
        var endpoint = desired.endpoint();
        var earlier = memories.get(endpoint.vm());
        boolean armed = awaits(endpoint).isPresent();
        var link = armed ? linkOf(observed) : null;
        if (earlier == null || !earlier.generation().equals(endpoint.generation())) {
            boolean arrived = earlier == null && isDelivered(endpoint, observed);
            memories.put(endpoint.vm(), new Memory(endpoint.generation(), arrived, link));
        } else if (armed && earlier.linkWhenArmed() == null) {
            memories.put(endpoint.vm(), new Memory(endpoint.generation(), earlier.arrived(), link));
        }
    }

    private static int linkOf(ObservedEndpoint observed) {
        var link = observed.link();
        return link == null ? NO_LINK : link.index();
    }

    private static Optional<Armed> awaits(Endpoint endpoint) {
        return Optional.ofNullable(endpoint.armed()).filter(armed -> armed.on() == Evidence.GUEST_ARRIVED);
    }

    private static boolean isDelivered(Endpoint endpoint, ObservedEndpoint observed) {
        var metric = awaits(endpoint)
                .flatMap(armed -> RouteClass.of(armed.then(), endpoint.announcement()))
                .map(RouteClass::metric);
        var device = new Device(linkOf(observed));
        return metric.isPresent()
                && observed.routes().stream()
                        .anyMatch(route -> route.metric() == metric.get()
                                && route.nextHop().equals(device));
    }

    /** A frame of the guest came in. */
    public void arrived(Endpoint endpoint) {
        memories.computeIfPresent(
                endpoint.vm(), (_, memory) -> new Memory(memory.generation(), true, memory.linkWhenArmed()));
    }

    /** Whether a guest is waited for. */
    public boolean isAwaited(Endpoint endpoint) {
        return awaits(endpoint).isPresent() && !hasArrived(endpoint);
    }

    private boolean hasArrived(Endpoint endpoint) {
        var memory = memories.get(endpoint.vm());
        return memory != null && memory.generation().equals(endpoint.generation()) && memory.arrived();
    }

    /** Whether what the interface received before it was listened to came from the guest: it was not there when the endpoint was armed. */
    public boolean appearedSince(Endpoint endpoint, KernelLink link) {
        var memory = memories.get(endpoint.vm());
        return memory != null && memory.linkWhenArmed() != null && memory.linkWhenArmed() != link.index();
    }

    /** Whether the endpoint forwards otherwise than its intent says, because it was armed to. */
    public boolean isSwitched(Endpoint endpoint, boolean hasCarrier) {
        return !forwarding(endpoint, hasCarrier).equals(endpoint.forwarding());
    }

    public Forwarding forwarding(Endpoint endpoint, boolean hasCarrier) {
        var armed = endpoint.armed();
        if (armed == null) {
            return endpoint.forwarding();
        }
        boolean holds =
                switch (armed.on()) {
                    case GUEST_ARRIVED -> hasArrived(endpoint);
                    case GUEST_LEFT -> !hasCarrier;
                };
        return holds ? armed.then() : endpoint.forwarding();
    }

    public void forget(VmId vm) {
        memories.remove(vm);
    }
}
