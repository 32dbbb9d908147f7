package io.ipfabric.node.adapter.netlink;

/** Constants of rtnetlink, under the names that they have in the kernel's headers. */
final class Rtnetlink {

    // linux/rtnetlink.h
    static final int RTM_NEWLINK = 16;
    static final int RTM_DELLINK = 17;
    static final int RTM_GETLINK = 18;
    static final int RTM_SETLINK = 19;
    static final int RTM_NEWADDR = 20;
    static final int RTM_DELADDR = 21;
    static final int RTM_GETADDR = 22;
    static final int RTM_NEWROUTE = 24;
    static final int RTM_DELROUTE = 25;
    static final int RTM_GETROUTE = 26;
    static final int RTM_NEWNEIGH = 28;
    static final int RTM_DELNEIGH = 29;
    static final int RTM_GETNEIGH = 30;
    static final int RTM_NEWLINKPROP = 108;

    static final int RTNLGRP_LINK = 1;
    static final int RTNLGRP_IPV4_ROUTE = 7;
    static final int RTNLGRP_IPV6_ROUTE = 11;

    static final int RTMSG_BYTES = 12;
    static final int RT_TABLE_UNSPEC = 0;
    static final int RT_TABLE_MAIN = 254;
    static final int RTPROT_KERNEL = 2;
    static final int RT_SCOPE_UNIVERSE = 0;
    static final int RT_SCOPE_LINK = 253;
    static final int RT_SCOPE_NOWHERE = 255;
    static final int RTN_UNSPEC = 0;
    static final int RTN_UNICAST = 1;
    static final int RTN_BLACKHOLE = 6;
    static final int RTM_F_CLONED = 0x200;
    static final int RTM_F_FIB_MATCH = 0x2000;
    static final int RTA_DST = 1;
    static final int RTA_OIF = 4;
    static final int RTA_GATEWAY = 5;
    static final int RTA_PRIORITY = 6;
    static final int RTA_MULTIPATH = 9;
    static final int RTA_TABLE = 15;
    static final int RTA_VIA = 18;
    static final int RTA_ENCAP = 22;
    static final int RTA_NH_ID = 30;

    // linux/rtnetlink.h: struct ifinfomsg; linux/if.h; linux/if_link.h
    static final int IFINFOMSG_BYTES = 16;
    static final int IFF_UP = 0x1;
    static final int IFF_LOWER_UP = 0x10000;
    static final int IFLA_ADDRESS = 1;
    static final int IFLA_IFNAME = 3;
    static final int IFLA_LINKINFO = 18;
    static final int IFLA_IFALIAS = 20;
    static final int IFLA_STATS64 = 23;
    static final int IFLA_AF_SPEC = 26;
    static final int IFLA_EXT_MASK = 29;
    static final int IFLA_PROP_LIST = 52;
    static final int IFLA_ALT_IFNAME = 53;
    static final int IFLA_INFO_KIND = 1;
    static final int IFLA_INFO_DATA = 2;
    static final int IFLA_INET_CONF = 1;
    static final int IFLA_INET6_ADDR_GEN_MODE = 8;
    static final int IN6_ADDR_GEN_MODE_NONE = 1;
    static final int RTEXT_FILTER_SKIP_STATS = 8;
    static final int ALTIFNAMSIZ = 128;

    // linux/veth.h
    static final int VETH_INFO_PEER = 1;

    // linux/ip.h
    static final int IPV4_DEVCONF_FORWARDING = 1;
    static final int IPV4_DEVCONF_PROXY_ARP = 3;
    static final int IPV4_DEVCONF_SEND_REDIRECTS = 6;
    static final int IPV4_DEVCONF_RP_FILTER = 8;
    static final int IPV4_DEVCONF_ARP_IGNORE = 19;

    // linux/if_addr.h
    static final int IFADDRMSG_BYTES = 8;
    static final int IFA_ADDRESS = 1;
    static final int IFA_LOCAL = 2;
    static final int IFA_FLAGS = 8;
    static final int IFA_F_NODAD = 0x02;

    // linux/neighbour.h
    static final int NDMSG_BYTES = 12;
    static final int NDA_DST = 1;
    static final int NDA_LLADDR = 2;
    static final int NUD_NONE = 0;
    static final int NUD_PERMANENT = 0x80;
    static final int NTF_USE = 0x01;

    // linux/socket.h
    static final int AF_UNSPEC = 0;
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;

    private Rtnetlink() {}
}
