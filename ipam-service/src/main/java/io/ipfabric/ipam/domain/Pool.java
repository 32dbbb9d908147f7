package io.ipfabric.ipam.domain;

import io.ipfabric.contracts.event.InvalidFieldException;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.Prefix;
import java.time.Duration;
import java.util.List;

/**
 * A prefix whose addresses are handed out, one by one, to the VMs of a cluster.
 *
 * @param reservations what is never handed out
 * @param cooldown how long a released address rests before it may have another owner
 */
public record Pool(PoolName name, ClusterName cluster, Prefix prefix, Reservations reservations, Duration cooldown) {

    /**
     * Where the operator says nothing. A released address is still in the ARP and neighbor caches, connection tables and DNS answers of
     * those who spoke with its last owner; five minutes outlive the usual ones. It is no proof that the route is gone: that comes first.
     */
    public static final Duration COOLDOWN_DEFAULT = Duration.ofMinutes(5);

    public static final Duration COOLDOWN_MAX = Duration.ofDays(30);

    /** Blocks of which no host owns a routed unicast address (IANA special-purpose registries, RFC 6890). */
    private static final List<Prefix> NEVER_OWNED = List.of(
            Prefix.of("0.0.0.0/8"),
            Prefix.of("127.0.0.0/8"),
            Prefix.of("169.254.0.0/16"),
            Prefix.of("224.0.0.0/3"),
            Prefix.of("::/8"),
            Prefix.of("fe80::/10"),
            Prefix.of("ff00::/8"));

    public Pool {
        for (var block : NEVER_OWNED) {
            if (block.overlaps(prefix)) {
                throw new InvalidFieldException("prefix", "overlaps " + block + ", which is no routed unicast block");
            }
        }
        if (!reservations.areWithin(prefix)) {
            throw new IllegalArgumentException("reservations of another prefix: " + reservations);
        }
        if (cooldown.isNegative() || cooldown.compareTo(COOLDOWN_MAX) > 0) {
            throw new InvalidFieldException("cooldown", "is PT0S to " + COOLDOWN_MAX + ", not " + cooldown);
        }
    }

    public AddressFamily family() {
        return prefix.family();
    }

    /** The same pool that never hands out the address, if it is one of its own. */
    public Pool reserving(Address address) {
        return contains(address) ? new Pool(name, cluster, prefix, reservations.and(address), cooldown) : this;
    }

    public boolean contains(Address address) {
        return prefix.contains(address);
    }
}
