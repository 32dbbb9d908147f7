package io.ipfabric.ipam.domain;

import io.ipfabric.contracts.event.InvalidFieldException;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Prefix;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What a pool never hands out: disjoint blocks in ascending order, so that equal reservations are equal values and their size is a sum.
 *
 * <p>Beside what the operator asks for, the pool's own network address (offset 0) is reserved: in IPv6 it is the subnet-router anycast
 * address (RFC 4291, section 2.6.1); in IPv4 it is the one that old stacks and filters still take for a broadcast (RFC 1122, section
 * 3.3.6), and that nobody expects to be given. Host pools and point-to-point prefixes have none (RFC 3021: /31 and /32, RFC 6164: /127 and
 * /128). Every other address is an ordinary one, the last of an IPv4 pool too: host routes know no directed broadcast.
 */
public record Reservations(List<Prefix> blocks) {

    /** More are no carve-outs but a pool of another shape: make two pools. */
    public static final int BLOCKS_MAX = 256;

    public Reservations {
        blocks = List.copyOf(blocks);
    }

    /**
     * @param asked in any order, possibly one within another
     * @throws InvalidFieldException naming the entry that is not within the pool
     */
    public static Reservations of(Prefix pool, Collection<Prefix> asked) {
        var all = new ArrayList<Prefix>();
        for (var block : asked) {
            if (!pool.contains(block)) {
                throw new InvalidFieldException("reserved[" + all.size() + "]", block + " is not within " + pool);
            }
            all.add(block);
        }
        if (pool.length() < pool.family().bits() - 1) {
            all.add(pool.network().hostPrefix());
        }
        return new Reservations(disjoint(all));
    }

    /** Two prefixes are disjoint or one holds the other, and in this order the holder comes first. */
    private static List<Prefix> disjoint(List<Prefix> blocks) {
        var disjoint = new ArrayList<Prefix>();
        for (var block : blocks.stream().sorted().toList()) {
            if (disjoint.isEmpty() || !disjoint.getLast().contains(block)) {
                disjoint.add(block);
            }
        }
        return disjoint;
    }

    Reservations and(Address address) {
        var all = new ArrayList<>(blocks);
        all.add(address.hostPrefix());
        return new Reservations(disjoint(all));
    }

    public boolean areWithin(Prefix pool) {
        return blocks.stream().allMatch(pool::contains);
    }

    public Optional<Prefix> covering(Address address) {
        return blocks.stream().filter(block -> block.contains(address)).findFirst();
    }

    /** How many addresses are reserved. */
    public BigInteger size() {
        return blocks.stream().map(Prefix::size).reduce(BigInteger.ZERO, BigInteger::add);
    }
}
