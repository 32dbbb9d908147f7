package io.ipfabric.gateway.observer.domain.bgp;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.Prefix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change of unicast routes (RFC 4271, section 4.3; RFC 4760).
 *
 * @param withdrawn what is gone
 * @param reachable what is there, with its next hop
 * @param localPreference RFC 4271, section 5.1.5; absent: it has none
 * @param originator who announced it to the first reflector (RFC 4456, section 8); absent: it was not reflected
 * @param endOfRib the first routes of this family are complete (RFC 4724, section 2), and nothing else was said; absent: it is no such mark
 */
public record BgpUpdate(
        List<Prefix> withdrawn,
        List<Reachable> reachable,
        @Nullable Long localPreference,
        @Nullable Address originator,
        @Nullable AddressFamily endOfRib) {

    public record Reachable(Prefix prefix, Address nextHop) {}

    public BgpUpdate {
        withdrawn = List.copyOf(withdrawn);
        reachable = List.copyOf(reachable);
    }

    /** A whole message, with its header; what follows it is left in {@code octets}. */
    public static BgpUpdate read(Octets octets) throws MalformedMessageException {
        return readBody(BgpHeader.body(octets, BgpHeader.UPDATE));
    }

    public static BgpUpdate readBody(Octets body) throws MalformedMessageException {
        return new UpdateReading().read(body);
    }
}
