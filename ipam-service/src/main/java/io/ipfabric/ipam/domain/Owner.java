package io.ipfabric.ipam.domain;

import io.ipfabric.contracts.value.VmId;

/** Whose an address is. A VM's comes and goes with the VM's life; a manual one was given and is taken back by a person. */
public sealed interface Owner {

    VmId id();

    record Vm(VmId id) implements Owner {}

    /** No VM, although named like one: an anycast address, an appliance, a hand-made guest. */
    record Manual(VmId id) implements Owner {}
}
