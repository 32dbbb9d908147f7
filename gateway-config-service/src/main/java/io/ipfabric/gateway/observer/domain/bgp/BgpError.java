package io.ipfabric.gateway.observer.domain.bgp;

/** Why a speaker ends a session, as far as this one does: RFC 4271, section 4.5; RFC 5492, 6608 and 4486 for what came later. */
public enum BgpError {
    NOT_SYNCHRONIZED(1, 1),
    BAD_MESSAGE_LENGTH(1, 2),
    BAD_MESSAGE_TYPE(1, 3),
    MALFORMED_OPEN(2, 0),
    UNSUPPORTED_VERSION(2, 1),
    BAD_PEER_AS(2, 2),
    BAD_IDENTIFIER(2, 3),
    UNACCEPTABLE_HOLD_TIME(2, 6),
    UNSUPPORTED_CAPABILITY(2, 7),
    MALFORMED_ATTRIBUTES(3, 1),
    ATTRIBUTE_LENGTH(3, 5),
    INVALID_NETWORK(3, 10),
    HOLD_TIMER_EXPIRED(4, 0),
    UNEXPECTED_IN_OPEN_SENT(5, 1),
    UNEXPECTED_IN_OPEN_CONFIRM(5, 2),
    UNEXPECTED_IN_ESTABLISHED(5, 3),
    ADMINISTRATIVE_SHUTDOWN(6, 2),
    PEER_DECONFIGURED(6, 3),
    OUT_OF_RESOURCES(6, 8);

    private final int code;
    private final int subcode;

    BgpError(int code, int subcode) {
        this.code = code;
        this.subcode = subcode;
    }

    public int code() {
        return code;
    }

    public int subcode() {
        return subcode;
    }
}
