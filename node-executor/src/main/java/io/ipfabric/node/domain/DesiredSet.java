package io.ipfabric.node.domain;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.Endpoint.EndpointAddress;
import io.ipfabric.contracts.event.RouteClass;
import io.ipfabric.contracts.event.RouteIntent.EndpointIntent;
import io.ipfabric.contracts.event.RouteIntent.Remove;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.VmId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints that the node carries, fenced: per VM the epoch only rises. One map for what lives, one for what was told to go
 * and is remembered until its tombstone, so that its going is reported after a restart too. Not thread-safe.
 *
 * <pre>
 *                      epoch higher              equal        lower
 * nothing known        carried                   -            -
 * lives                changed                   Duplicate    Refused
 * went                 carried                   Duplicate    Refused
 * </pre>
 *
 * An intent that takes away ({@link #reduces}) is Pending until the caller may remove.
 */
final class DesiredSet {

    private final Map<VmId, Endpoint> live = new HashMap<>();
    private final Map<VmId, Endpoint> gone = new HashMap<>();
    private final Map<VmId, Epoch> fences = new HashMap<>();
    private final Map<Address, Set<VmId>> claims = new HashMap<>();

    /** What became of an intent. */
    sealed interface Promotion {

        /** @param touched VMs whose part of the node may differ now: its own, and others with one of its addresses */
        record Carried(Set<VmId> touched) implements Promotion {}

        record Duplicate() implements Promotion {}

        /** It takes away, and the manifest that allows it has not come. */
        record Pending() implements Promotion {}

        record Refused(String reason) implements Promotion {}
    }

    Promotion promote(EndpointIntent intent, boolean mayRemove) {
        var endpoint = intent.endpoint();
        var fence = fences.get(endpoint.vm());
        if (fence != null && !endpoint.epoch().isAfter(fence)) {
            return endpoint.epoch().equals(fence)
                    ? new Promotion.Duplicate()
                    : new Promotion.Refused("its epoch is lower than " + fence + ", which is known already");
        }
        if (!mayRemove && reduces(live.get(endpoint.vm()), intent)) {
            return new Promotion.Pending();
        }
        fences.put(endpoint.vm(), endpoint.epoch());
        var touched = unclaim(endpoint.vm());
        if (intent instanceof Remove) {
            gone.put(endpoint.vm(), endpoint);
        } else {
            gone.remove(endpoint.vm());
            live.put(endpoint.vm(), endpoint);
            touched.addAll(claim(endpoint));
        }
        touched.add(endpoint.vm());
        return new Promotion.Carried(touched);
    }

    /**
     * Whether a route or an announcement would go; where a route leads to is no matter. What the kernel still has from before a
     * restart is not known here: without an earlier endpoint, silence and absence count as taking away.
     */
    private static boolean reduces(@Nullable Endpoint earlier, EndpointIntent intent) {
        var endpoint = intent.endpoint();
        boolean routeless =
                RouteClass.of(endpoint.forwarding(), endpoint.announcement()).isEmpty();
        if (intent instanceof Remove || routeless) {
            return true;
        }
        boolean silent = endpoint.announcement() instanceof Announcement.Silent;
        if (earlier == null) {
            return silent;
        }
        boolean wasSilent = earlier.announcement() instanceof Announcement.Silent;
        return (silent && !wasSilent) || !addresses(endpoint).containsAll(addresses(earlier));
    }

    private static Set<Address> addresses(Endpoint endpoint) {
        var addresses = new HashSet<Address>();
        endpoint.addresses().forEach(a -> addresses.add(a.address()));
        return addresses;
    }

    /** The endpoint goes although no record says so: its record is missing from a topic that is to be believed. */
    Set<VmId> removeMissing(VmId vm) {
        var endpoint = live.get(vm);
        var touched = unclaim(vm);
        if (endpoint != null) {
            gone.put(vm, endpoint);
        }
        touched.add(vm);
        return touched;
    }

    /** Nothing is remembered of it any more, not even the fence: its tombstone came long after it went. */
    boolean forget(VmId vm) {
        if (gone.remove(vm) == null) {
            return false;
        }
        fences.remove(vm);
        return true;
    }

    private Set<VmId> claim(Endpoint endpoint) {
        var touched = new HashSet<VmId>();
        for (var address : endpoint.addresses()) {
            var claimants = claims.computeIfAbsent(address.address(), _ -> new HashSet<>());
            claimants.add(endpoint.vm());
            touched.addAll(claimants);
        }
        return touched;
    }

    private Set<VmId> unclaim(VmId vm) {
        var touched = new HashSet<VmId>();
        var endpoint = live.remove(vm);
        if (endpoint == null) {
            return touched;
        }
        for (var address : endpoint.addresses()) {
            claims.computeIfPresent(address.address(), (_, claimants) -> {
                claimants.remove(vm);
                touched.addAll(claimants);
                return claimants.isEmpty() ? null : claimants;
            });
        }
        return touched;
    }

    /** Of several claimants the highest allocation sequence has the address; of equal ones the newest intent. */
    private VmId ownerOf(EndpointAddress address, VmId claimant) {
        return claims.getOrDefault(address.address(), Set.of()).stream()
                .max(Comparator.comparing((VmId vm) -> sequenceOf(vm, address.address()))
                        .thenComparing(vm -> known(live, vm).epoch()))
                .orElse(claimant);
    }

    private Long sequenceOf(VmId vm, Address address) {
        return known(live, vm).addresses().stream()
                .filter(a -> a.address().equals(address))
                .mapToLong(a -> a.sequence().value())
                .max()
                .orElseThrow();
    }

    private static Endpoint known(Map<VmId, Endpoint> endpoints, VmId vm) {
        var endpoint = endpoints.get(vm);
        if (endpoint == null) {
            throw new IllegalStateException("claims and endpoints disagree about " + vm);
        }
        return endpoint;
    }

    Optional<DesiredEndpoint> desired(VmId vm) {
        var endpoint = live.get(vm);
        if (endpoint == null) {
            return Optional.empty();
        }
        var won = new ArrayList<Address>();
        var yielded = new TreeMap<Address, VmId>();
        for (var address : endpoint.addresses()) {
            var owner = ownerOf(address, vm);
            if (owner.equals(vm)) {
                won.add(address.address());
            } else {
                yielded.put(address.address(), owner);
            }
        }
        return Optional.of(new DesiredEndpoint(endpoint, won, yielded));
    }

    Optional<Endpoint> gone(VmId vm) {
        return Optional.ofNullable(gone.get(vm));
    }

    Set<VmId> living() {
        return Set.copyOf(live.keySet());
    }

    Set<VmId> went() {
        return Set.copyOf(gone.keySet());
    }

    int size() {
        return live.size();
    }

    boolean isClaimed(Address address) {
        return claims.containsKey(address);
    }
}
