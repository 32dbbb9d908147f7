package io.ipfabric.contracts.event;

import io.ipfabric.contracts.value.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * What a producer says of the VM's interface.
 *
 * @param kind what the agent makes; absent: the hypervisor makes the interface and the agent adopts it
 * @param mac the guest's own MAC; absent: derived from the VM's id
 */
public record InterfaceRequest(
        @Nullable InterfaceKind kind, @Nullable MacAddress mac) {

    public static final InterfaceRequest DEFAULT = new InterfaceRequest(null, null);
}
