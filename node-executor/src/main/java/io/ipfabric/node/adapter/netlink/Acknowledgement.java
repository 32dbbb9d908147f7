package io.ipfabric.node.adapter.netlink;

/**
 * The kernel's answer to one message (struct nlmsgerr).
 *
 * @param message the kernel's own words where it gave some (extended acknowledgement), else what the error means
 */
public record Acknowledgement(Errno error, String message) {

    public static final Acknowledgement OK = new Acknowledgement(Errno.OK, Errno.OK.meaning());

    private static final int ERROR_HEADER = 4 + Netlink.NLMSG_HDRLEN;

    public boolean isOk() {
        return error == Errno.OK;
    }

    /** Of an NLMSG_ERROR: struct nlmsgerr, the request behind it unless capped, then attributes. */
    static Acknowledgement ofError(NetlinkMessage message) {
        var header = message.header(ERROR_HEADER);
        int number = -header.getInt(0);
        if (number == 0) {
            return OK;
        }
        int echoed = message.has(Netlink.NLM_F_CAPPED) ? Netlink.NLMSG_HDRLEN : header.getInt(4);
        return of(number, message, 4 + Math.clamp(echoed, 0, message.payload().limit()));
    }

    /** Of an NLMSG_DONE: an int, then attributes. An empty one is a success. */
    static Acknowledgement ofDone(NetlinkMessage message) {
        if (message.payload().limit() < Integer.BYTES) {
            return OK;
        }
        int number = -message.payload().getInt(0);
        return number <= 0 ? OK : of(number, message, Integer.BYTES);
    }

    private static Acknowledgement of(int number, NetlinkMessage message, int attributesAt) {
        var error = Errno.of(number);
        var meaning = error == Errno.UNLISTED ? "error number " + number : error.meaning();
        if (!message.has(Netlink.NLM_F_ACK_TLVS)
                || attributesAt >= message.payload().limit()) {
            return new Acknowledgement(error, meaning);
        }
        var words = message.attributes(attributesAt).string(Netlink.NLMSGERR_ATTR_MSG);
        return new Acknowledgement(error, words.orElse(meaning));
    }
}
