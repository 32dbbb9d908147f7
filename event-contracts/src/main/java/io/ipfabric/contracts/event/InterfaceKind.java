package io.ipfabric.contracts.event;

/** What kind of interface the agent makes for a VM when the hypervisor has not made one. */
public enum InterfaceKind {
    /** A persistent tap device: the usual one for QEMU. */
    TAP,
    /** One end of a veth pair: containers and namespaces. */
    VETH
}
