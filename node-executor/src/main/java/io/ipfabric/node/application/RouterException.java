package io.ipfabric.node.application;

import org.jspecify.annotations.Nullable;

/** The router did not answer: what was asked, and whether it is gone or only slow. */
public final class RouterException extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean down;

    /** @param down true if nobody listens: such a router advertises nothing; false if it is only slow or unreadable */
    public RouterException(String message, boolean down, @Nullable Throwable cause) {
        super(message, cause);
        this.down = down;
    }

    public boolean isDown() {
        return down;
    }
}
