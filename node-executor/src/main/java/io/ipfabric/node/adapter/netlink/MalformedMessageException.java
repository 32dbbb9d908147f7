package io.ipfabric.node.adapter.netlink;

/** Bytes that are no netlink message, or not of the kind that they say. */
public final class MalformedMessageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MalformedMessageException(String message) {
        super(message);
    }
}
