package io.ipfabric.gateway.observer.domain.bgp;

import io.ipfabric.contracts.value.AddressFamily;
import java.util.Optional;

/** The pair of numbers by which RFC 4760 names a kind of routes. */
final class MultiprotocolFamily {

    private static final int IPV4 = 1;
    private static final int IPV6 = 2;
    static final byte UNICAST = 1;

    private MultiprotocolFamily() {}

    /** As in the capability: AFI, a reserved byte, SAFI. Empty: nothing that is looked at here. */
    static Optional<AddressFamily> read(Octets octets) throws MalformedMessageException {
        int afi = octets.u16();
        octets.skip(1);
        return of(afi, octets.u8());
    }

    static short afi(AddressFamily family) {
        return switch (family) {
            case IPV4 -> IPV4;
            case IPV6 -> IPV6;
        };
    }

    static Optional<AddressFamily> of(int afi, int safi) {
        if (safi != UNICAST) {
            return Optional.empty();
        }
        return switch (afi) {
            case IPV4 -> Optional.of(AddressFamily.IPV4);
            case IPV6 -> Optional.of(AddressFamily.IPV6);
            default -> Optional.empty();
        };
    }
}
