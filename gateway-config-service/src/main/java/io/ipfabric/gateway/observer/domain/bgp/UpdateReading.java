package io.ipfabric.gateway.observer.domain.bgp;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.gateway.observer.domain.bgp.BgpUpdate.Gone;
import io.ipfabric.gateway.observer.domain.bgp.BgpUpdate.Reachable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one UPDATE. Attributes that do not matter here are passed over by their length, AS_PATH among them, so that it does not matter how
 * long its numbers are. What cannot be understood whole is not believed in part (RFC 7606 would treat some of it as a withdrawal: from
 * an observer that would be a claim).
 */
final class UpdateReading {

    private static final int EXTENDED_LENGTH = 0x10;
    private static final int NEXT_HOP = 3;
    private static final int LOCAL_PREF = 5;
    private static final int ORIGINATOR_ID = 9;
    private static final int MP_REACH_NLRI = 14;
    private static final int MP_UNREACH_NLRI = 15;

    private final Set<AddressFamily> identified;
    private final List<Gone> withdrawn = new ArrayList<>();
    private final List<Reachable> reachable = new ArrayList<>();
    private @Nullable Address nextHop;
    private @Nullable Long localPreference;
    private @Nullable Address originator;
    private @Nullable AddressFamily emptyUnreach;
    private boolean reachSeen;
    private boolean unreachSeen;
    private int attributes;

    /** @param identified families whose routes come with the identifier of their path */
    UpdateReading(Set<AddressFamily> identified) {
        this.identified = identified;
    }

    BgpUpdate read(Octets body) throws MalformedMessageException {
        var gone = body.part(body.u16());
        boolean nothing = gone.isEmpty();
        gone(AddressFamily.IPV4, gone);
        var attributeOctets = body.part(body.u16());
        while (!attributeOctets.isEmpty()) {
            attribute(attributeOctets);
        }
        nothing &= body.isEmpty();
        reachable(AddressFamily.IPV4, body, nextHop);
        return new BgpUpdate(withdrawn, reachable, localPreference, originator, endOfRib(nothing));
    }

    private @Nullable AddressFamily endOfRib(boolean nothingInBody) {
        if (!nothingInBody || attributes > 1) {
            return null;
        }
        return attributes == 0 ? AddressFamily.IPV4 : emptyUnreach;
    }

    private void attribute(Octets octets) throws MalformedMessageException {
        int flags = octets.u8();
        int type = octets.u8();
        var value = octets.part((flags & EXTENDED_LENGTH) != 0 ? octets.u16() : octets.u8());
        attributes++;
        switch (type) {
            case NEXT_HOP -> nextHop = whole(value, value.address(AddressFamily.IPV4));
            case LOCAL_PREF -> localPreference = whole(value, value.u32());
            case ORIGINATOR_ID -> originator = whole(value, value.address(AddressFamily.IPV4));
            case MP_REACH_NLRI -> {
                once(reachSeen, "MP_REACH_NLRI");
                reachSeen = true;
                multiprotocolReachable(value);
            }
            case MP_UNREACH_NLRI -> {
                once(unreachSeen, "MP_UNREACH_NLRI");
                unreachSeen = true;
                multiprotocolUnreachable(value);
            }
            default -> {}
        }
    }

    /** RFC 4760, section 3. */
    private void multiprotocolReachable(Octets value) throws MalformedMessageException {
        var family = MultiprotocolFamily.of(value.u16(), value.u8());
        var hop = value.part(value.u8());
        value.skip(1);
        if (family.isPresent()) {
            reachable(family.get(), value, firstAddress(hop));
        }
    }

    /** RFC 4760, section 4. */
    private void multiprotocolUnreachable(Octets value) throws MalformedMessageException {
        Optional<AddressFamily> family = MultiprotocolFamily.of(value.u16(), value.u8());
        if (family.isPresent()) {
            emptyUnreach = value.isEmpty() ? family.get() : null;
            gone(family.get(), value);
        }
    }

    /** A global address, and perhaps a link-local one after it (RFC 2545, section 3). IPv4 routes may have IPv6 next hops (RFC 8950). */
    private static Address firstAddress(Octets hop) throws MalformedMessageException {
        return switch (hop.remaining()) {
            case 4 -> hop.address(AddressFamily.IPV4);
            case 16, 32 -> hop.address(AddressFamily.IPV6);
            default -> throw new MalformedMessageException("a next hop of " + hop.remaining() + " bytes");
        };
    }

    private void gone(AddressFamily family, Octets octets) throws MalformedMessageException {
        while (!octets.isEmpty()) {
            long path = pathId(family, octets);
            octets.prefix(family).ifPresent(prefix -> withdrawn.add(new Gone(prefix, path)));
        }
    }

    /** RFC 7911, section 3. */
    private long pathId(AddressFamily family, Octets octets) throws MalformedMessageException {
        return identified.contains(family) ? octets.u32() : 0;
    }

    private void reachable(AddressFamily family, Octets octets, @Nullable Address hop)
            throws MalformedMessageException {
        while (!octets.isEmpty()) {
            if (hop == null) {
                throw new MalformedMessageException("routes without a next hop");
            }
            long path = pathId(family, octets);
            octets.prefix(family).ifPresent(prefix -> reachable.add(new Reachable(prefix, hop, path)));
        }
    }

    private static <T> T whole(Octets value, T read) throws MalformedMessageException {
        if (!value.isEmpty()) {
            throw new MalformedMessageException(BgpError.ATTRIBUTE_LENGTH, "an attribute is longer than it can be");
        }
        return read;
    }

    /** RFC 7606, section 3 (g). */
    private static void once(boolean seen, String attribute) throws MalformedMessageException {
        if (seen) {
            throw new MalformedMessageException("a second " + attribute);
        }
    }
}
