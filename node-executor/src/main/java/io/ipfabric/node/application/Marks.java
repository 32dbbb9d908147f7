package io.ipfabric.node.application;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.VmId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What may differ from what is intended and waits to be looked at. Guests that came or went go before everything else: of all that waits
 * only they lose packets meanwhile. Runs in the loop's thread alone.
 */
final class Marks {

    /** So many endpoints are looked at in one pass: one costs some 0.1 ms, and what comes in meanwhile has to wait for the pass. */
    private static final int PASS_MAX = 32;

    private final Set<VmId> urgent = new LinkedHashSet<>();
    private final Set<VmId> dirty = new LinkedHashSet<>();
    /** Addresses that an endpoint had and has no more. */
    private final Set<Address> abandoned = new HashSet<>();

    void dirty(VmId vm) {
        dirty.add(vm);
    }

    void dirty(Collection<VmId> vms) {
        dirty.addAll(vms);
    }

    void urgent(VmId vm) {
        urgent.add(vm);
    }

    void urgent(Collection<VmId> vms) {
        urgent.addAll(vms);
    }

    boolean isMarked(VmId vm) {
        return urgent.contains(vm) || dirty.contains(vm);
    }

    void forget(VmId vm) {
        urgent.remove(vm);
        dirty.remove(vm);
    }

    boolean isEmpty() {
        return urgent.isEmpty() && dirty.isEmpty();
    }

    /** Those that the next pass looks at: urgent ones alone, if there are any. */
    List<VmId> take() {
        var from = urgent.isEmpty() ? dirty : urgent;
        var taken = new ArrayList<VmId>(Math.min(from.size(), PASS_MAX));
        for (var next = from.iterator(); next.hasNext() && taken.size() < PASS_MAX; ) {
            taken.add(next.next());
            next.remove();
        }
        taken.forEach(dirty::remove);
        return taken;
    }

    void abandoned(Collection<Address> addresses) {
        abandoned.addAll(addresses);
    }

    Set<Address> abandoned() {
        return abandoned;
    }
}
