package io.ipfabric.node.application;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.node.domain.DesiredEndpoint;
import io.ipfabric.node.domain.ObservedEndpoint;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Guests that were there a moment ago. Where one has moved without notice, the word of it comes after him. As long as it may be on its way this node
 * goes on announcing his addresses, and drops what comes: the fabric sends it here anyway, because nobody else announces them, and who
 * sends is served as soon as this node is told where to send it on. A withdrawal would take the redirect's use: what the
 * fabric has forgotten it needs a tenth of a second and more to learn again. Kept in memory alone: after a restart of the agent nobody is waited for.
 * Runs in the loop's thread alone.
 */
final class Absences {

    /** The way of a producer's word to the node takes some tens of milliseconds; several times as much in services that have just started. */
    static final Duration PATIENCE = Duration.ofSeconds(1);

    /** Addresses that were delivered to the guest when he was seen last. */
    private final Map<VmId, Set<Address>> delivered = new HashMap<>();

    private final Patience absent = new Patience(PATIENCE);

    /** @param time of the monotonic clock, for what follows */
    void at(long time) {
        absent.at(time);
    }

    /** Takes note of an endpoint whose addresses are for its guest, as it is now, before anything is changed for it. */
    void note(DesiredEndpoint desired, ObservedEndpoint observed) {
        var vm = desired.endpoint().vm();
        if (observed.hasCarrier()) {
            delivered.put(vm, Set.copyOf(desired.addresses()));
            absent.end(vm);
        } else if (delivered.containsKey(vm)) {
            absent.begin(vm);
        }
    }

    /** Nothing is to be delivered to the VM's guest. */
    void forget(VmId vm) {
        delivered.remove(vm);
        absent.end(vm);
    }

    /** Addresses of the VM that go on being announced though its guest is gone. */
    Set<Address> held(VmId vm) {
        return absent.has(vm) ? delivered.getOrDefault(vm, Set.of()) : Set.of();
    }

    /** VMs whose guests are not waited for any longer; forgotten with this. */
    Set<VmId> over() {
        var over = absent.over();
        over.forEach(this::forget);
        return over;
    }

    /** Nanoseconds until the next is over; long if there is none. */
    long next() {
        return absent.next();
    }
}
