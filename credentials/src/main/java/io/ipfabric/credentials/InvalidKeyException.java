package io.ipfabric.credentials;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file that should hold a key does not; the message says which and why, never what is in it. */
public final class InvalidKeyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidKeyException(Path file, String reason, @Nullable Throwable cause) {
        super("no key in " + file + ": " + reason, cause);
    }
}
