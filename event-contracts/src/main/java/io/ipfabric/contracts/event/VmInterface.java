package io.ipfabric.contracts.event;

import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.contracts.value.MacAddress;
import org.jspecify.annotations.Nullable;

/**
 * A VM's interface on its node, as vm-service decided it.
 *
 * @param name the kernel's name, from {@link InterfaceName#of(io.ipfabric.contracts.value.VmName)}
 * @param alternativeName the full {@code <vmname>_net0} where {@code name} had to be shortened
 * @param kind what the agent makes if nobody else has; absent: it only adopts
 * @param guestMac the MAC of the guest's end: the permanent neighbor entry points to it
 */
public record VmInterface(
        InterfaceName name,
        @Nullable String alternativeName,
        @Nullable InterfaceKind kind,
        MacAddress guestMac) {

    public VmInterface {
        Fields.required(name, "name");
        Fields.required(guestMac, "guestMac");
    }
}
