package io.ipfabric.node.adapter.netlink;

import io.ipfabric.node.domain.KernelRoute;

/**
 * Where in the kernel our routes are.
 *
 * @param id of the routing table, 32 bits
 * @param protocol who made the routes (rtm_protocol)
 */
record RouteTable(int id, int protocol) {

    static final RouteTable MAIN = new RouteTable(Rtnetlink.RT_TABLE_MAIN, KernelRoute.PROTOCOL);

    /**
     * A table that no rule leads to: no packet is ever routed by it. zebra drops routes of protocol RTPROT_KERNEL before it looks at them,
     * and redistributes none that is not in a table of its VRFs.
     */
    static final RouteTable REHEARSAL = new RouteTable(0x6970_4672, Rtnetlink.RTPROT_KERNEL);

    private static final int HEADER_MAX = 0xff;

    /** What is said in struct rtmsg, which has one byte; RTA_TABLE has it all. */
    int inHeader() {
        return hasAttribute() ? Rtnetlink.RT_TABLE_UNSPEC : id;
    }

    boolean hasAttribute() {
        return id > HEADER_MAX;
    }
}
