package io.ipfabric.gateway.observer.domain.bgp;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import java.util.EnumSet;
import java.util.Set;

/**
 * What a speaker says of itself (RFC 4271, section 4.2), with the capabilities (RFC 5492) that matter here.
 *
 * @param asn with four octets where it has them (RFC 6793)
 * @param holdSeconds what it proposes
 * @param identifier its BGP identifier
 * @param families whose unicast routes it speaks (RFC 4760); without a word about it, IPv4
 * @param fourOctetAsn RFC 6793
 * @param allPaths the families of which it offers to send all paths (RFC 7911)
 */
public record BgpOpen(
        long asn,
        int holdSeconds,
        Address identifier,
        Set<AddressFamily> families,
        boolean fourOctetAsn,
        Set<AddressFamily> allPaths) {

    private static final int VERSION = 4;
    private static final int CAPABILITIES = 2;
    private static final int MULTIPROTOCOL = 1;
    private static final int FOUR_OCTET_ASN = 65;
    private static final int ADD_PATH = 69;
    private static final int ADD_PATH_SENDS = 2;
    private static final int EXTENDED_LENGTH = 255;

    public BgpOpen {
        families = Set.copyOf(families);
        allPaths = Set.copyOf(allPaths);
    }

    /** A whole message, with its header; what follows it is left in {@code octets}. */
    public static BgpOpen read(Octets octets) throws MalformedMessageException {
        return readBody(BgpHeader.body(octets, BgpHeader.OPEN));
    }

    public static BgpOpen readBody(Octets body) throws MalformedMessageException {
        int version = body.u8();
        if (version != VERSION) {
            throw new MalformedMessageException(BgpError.UNSUPPORTED_VERSION, "BGP version " + version);
        }
        var reading = new Reading(body.u16());
        int hold = body.u16();
        var identifier = body.address(AddressFamily.IPV4);
        reading.parameters(body);
        var families = reading.multiprotocol ? reading.families : EnumSet.of(AddressFamily.IPV4);
        return new BgpOpen(reading.asn, hold, identifier, families, reading.fourOctetAsn, reading.allPaths);
    }

    /** What both ends speak. */
    public Set<AddressFamily> common(BgpOpen other) {
        var both = EnumSet.noneOf(AddressFamily.class);
        both.addAll(families);
        both.retainAll(other.families);
        return both;
    }

    private static final class Reading {

        private final Set<AddressFamily> families = EnumSet.noneOf(AddressFamily.class);
        private final Set<AddressFamily> allPaths = EnumSet.noneOf(AddressFamily.class);
        private long asn;
        private boolean fourOctetAsn;
        private boolean multiprotocol;

        private Reading(long asn) {
            this.asn = asn;
        }

        private void parameters(Octets body) throws MalformedMessageException {
            int length = body.u8();
            // RFC 9072, section 2: the length does not fit in a byte.
            boolean extended = length == EXTENDED_LENGTH && body.remaining() >= 3;
            if (extended) {
                body.skip(1);
                length = body.u16();
            }
            var parameters = body.part(length);
            while (!parameters.isEmpty()) {
                int type = parameters.u8();
                var value = parameters.part(extended ? parameters.u16() : parameters.u8());
                if (type == CAPABILITIES) {
                    capabilities(value);
                }
            }
        }

        private void capabilities(Octets octets) throws MalformedMessageException {
            while (!octets.isEmpty()) {
                int code = octets.u8();
                var value = octets.part(octets.u8());
                switch (code) {
                    case MULTIPROTOCOL -> {
                        multiprotocol = true;
                        MultiprotocolFamily.read(value).ifPresent(families::add);
                    }
                    case FOUR_OCTET_ASN -> {
                        fourOctetAsn = true;
                        asn = value.u32();
                    }
                    case ADD_PATH -> addPath(value);
                    default -> {}
                }
            }
        }

        /** RFC 7911, section 4: whoever sends (2) or does both (3). */
        private void addPath(Octets value) throws MalformedMessageException {
            while (!value.isEmpty()) {
                var family = MultiprotocolFamily.of(value.u16(), value.u8());
                if ((value.u8() & ADD_PATH_SENDS) != 0) {
                    family.ifPresent(allPaths::add);
                }
            }
        }
    }
}
