package io.ipfabric.gateway.observer.domain.bgp;

/** Bytes that are no message: what decoders throw, and nothing else. The session that they came on is not believed any more. */
public final class MalformedMessageException extends Exception {

    private static final long serialVersionUID = 1L;

    public MalformedMessageException(String message) {
        super(message);
    }
}
