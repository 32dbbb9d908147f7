package io.ipfabric.node.application;

/** The kernel cannot be talked to, or talks in a way that cannot be read: what was tried, and why it failed. */
public final class KernelException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public KernelException(String message) {
        super(message);
    }

    public KernelException(String message, Throwable cause) {
        super(message, cause);
    }
}
