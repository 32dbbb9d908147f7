package io.ipfabric.gateway.observer.domain.bgp;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.Prefix;
import java.util.List;
import java.util.Set;
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
        List<Gone> withdrawn,
        List<Reachable> reachable,
        @Nullable Long localPreference,
        @Nullable Address originator,
        @Nullable AddressFamily endOfRib) {

    /** @param pathId which of a prefix's paths (RFC 7911); 0 where there is but one */
    public record Gone(Prefix prefix, long pathId) {
        public Gone(Prefix prefix) {
            this(prefix, 0);
        }
    }

    /** @param pathId which of a prefix's paths (RFC 7911); 0 where there is but one */
    public record Reachable(Prefix prefix, Address nextHop, long pathId) {
        public Reachable(Prefix prefix, Address nextHop) {
            this(prefix, nextHop, 0);
        }
    }

    public BgpUpdate {
        withdrawn = List.copyOf(withdrawn);
        reachable = List.copyOf(reachable);
    }

    /** A whole message, with its header; what follows it is left in {@code octets}. */
    public static BgpUpdate read(Octets octets) throws MalformedMessageException {
        return readBody(BgpHeader.body(octets, BgpHeader.UPDATE), Set.of());
    }

    /** @param identified families whose routes come with the identifier of their path, as agreed (RFC 7911) */
    public static BgpUpdate readBody(Octets body, Set<AddressFamily> identified) throws MalformedMessageException {
        return new UpdateReading(identified).read(body);
    }
}
