package io.ipfabric.gateway.observer.domain.bgp;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Bytes that are no message: what decoders throw, and nothing else. The session that they came on is not believed any more. */
public final class MalformedMessageException extends Exception {

    private static final long serialVersionUID = 1L;

    private final @Nullable BgpError error;

    public MalformedMessageException(String message) {
        this(null, message);
    }

    public MalformedMessageException(@Nullable BgpError error, String message) {
        super(message);
        this.error = error;
    }

    /** How BGP calls it; empty: by nothing more than the message that it is in. */
    public Optional<BgpError> error() {
        return Optional.ofNullable(error);
    }
}
