package io.ipfabric.gateway.config.domain;

/** How nodes tell the fabric which addresses they carry. */
public enum Protocol {
    /** Between nodes, reflectors and core gateways of one autonomous system (RFC 4271, RFC 4456). */
    BGP,
    OSPF
}
