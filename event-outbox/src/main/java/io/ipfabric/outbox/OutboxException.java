package io.ipfabric.outbox;

import org.jspecify.annotations.Nullable;

/** Database or broker did not do what the relay asked; it tries again. */
final class OutboxException extends RuntimeException {

    OutboxException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
