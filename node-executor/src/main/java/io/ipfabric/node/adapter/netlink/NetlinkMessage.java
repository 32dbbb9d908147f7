package io.ipfabric.node.adapter.netlink;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A message as received (struct nlmsghdr and what follows).
 *
 * @param portId whose request caused it, on a multicast; 0 for the kernel's own
 * @param payload a view of the receive buffer, in native byte order: valid until the next receive
 */
public record NetlinkMessage(int type, int flags, int sequence, int portId, ByteBuffer payload) {

    /**
     * All messages of one datagram.
     *
     * @param datagram from 0 to its limit, in native byte order
     * @throws MalformedMessageException if a length does not fit
     */
    public static List<NetlinkMessage> parse(ByteBuffer datagram) {
        var messages = new ArrayList<NetlinkMessage>();
        int offset = 0;
        while (offset < datagram.limit()) {
            int left = datagram.limit() - offset;
            if (left < Netlink.NLMSG_HDRLEN) {
                throw new MalformedMessageException(left + " bytes are no message");
            }
            int length = datagram.getInt(offset);
            if (length < Netlink.NLMSG_HDRLEN || length > left) {
                throw new MalformedMessageException("a message of length " + length + " with " + left + " bytes left");
            }
            messages.add(new NetlinkMessage(
                    Short.toUnsignedInt(datagram.getShort(offset + 4)),
                    Short.toUnsignedInt(datagram.getShort(offset + 6)),
                    datagram.getInt(offset + 8),
                    datagram.getInt(offset + 12),
                    Attributes.view(datagram, offset + Netlink.NLMSG_HDRLEN, length - Netlink.NLMSG_HDRLEN)));
            // The last message of a datagram need not be padded.
            offset += Math.min(Netlink.align(length), left);
        }
        return messages;
    }

    public boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** The structure before the attributes. */
    public ByteBuffer header(int length) {
        if (payload.limit() < length) {
            throw new MalformedMessageException(
                    "message type " + type + " has " + payload.limit() + " bytes, fewer than its header's " + length);
        }
        return payload;
    }

    /** @param headerLength length of the structure before them */
    public Attributes attributes(int headerLength) {
        int start = Math.min(Netlink.align(headerLength), header(headerLength).limit());
        return Attributes.parse(Attributes.view(payload, start, payload.limit() - start));
    }
}
