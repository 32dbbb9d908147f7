package io.ipfabric.gateway.observer.domain.bgp;

import io.ipfabric.contracts.value.AddressFamily;
import java.util.Set;

/** A message of RFC 4271, section 4, as a speaker hears it that announces nothing. */
public sealed interface BgpMessage {

    record Open(BgpOpen open) implements BgpMessage {}

    record Update(BgpUpdate update) implements BgpMessage {}

    record Keepalive() implements BgpMessage {}

    /** The other side ends the session: RFC 4271, section 4.5. */
    record Notification(int code, int subcode) implements BgpMessage {}

    /** RFC 2918: it wants to hear again what was announced, which is nothing. */
    record RouteRefresh() implements BgpMessage {}

    /**
     * Whatever the bytes are, the answer is a message or a {@link MalformedMessageException} with its {@link BgpError}.
     *
     * @param message whole, with its header
     * @param identified families whose routes come with the identifier of their path, as agreed (RFC 7911)
     */
    static BgpMessage read(byte[] message, Set<AddressFamily> identified) throws MalformedMessageException {
        int length = BgpHeader.messageLength(Octets.of(message));
        if (length != message.length) {
            throw new MalformedMessageException(
                    BgpError.BAD_MESSAGE_LENGTH, "a message of " + message.length + " bytes that claims " + length);
        }
        var octets = Octets.of(message);
        var header = BgpHeader.read(octets);
        try {
            return switch (header.type()) {
                case BgpHeader.OPEN -> new Open(BgpOpen.readBody(octets));
                case BgpHeader.UPDATE -> new Update(BgpUpdate.readBody(octets, identified));
                case BgpHeader.NOTIFICATION -> new Notification(octets.u8(), octets.u8());
                case BgpHeader.KEEPALIVE -> new Keepalive();
                default -> new RouteRefresh();
            };
        } catch (MalformedMessageException e) {
            boolean isOpen = header.type() == BgpHeader.OPEN;
            throw new MalformedMessageException(
                    e.error().orElse(isOpen ? BgpError.MALFORMED_OPEN : BgpError.MALFORMED_ATTRIBUTES),
                    String.valueOf(e.getMessage()));
        }
    }
}
