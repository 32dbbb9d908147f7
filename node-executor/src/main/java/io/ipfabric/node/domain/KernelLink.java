package io.ipfabric.node.domain;

import io.ipfabric.contracts.value.MacAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A network interface as the kernel shows it. The name is text and not an {@code InterfaceName}: interfaces of others may
 * have any name that the kernel takes.
 *
 * @param index positive; the kernel may give it to another interface once this one is gone
 * @param alternativeNames in the kernel's order
 * @param mac absent where the link has none, or one that no guest interface can have (loopback, tunnels)
 * @param up administratively up (IFF_UP)
 * @param carrier something is attached at the other end (IFF_LOWER_UP); false on a link that is down
 * @param kind {@code "tun"}, {@code "veth"}, …; empty for hardware and loopback
 * @param owned made by the agent (it carries the agent's alias), not adopted: only such a link may be deleted by it
 */
public record KernelLink(
        int index,
        String name,
        List<String> alternativeNames,
        @Nullable MacAddress mac,
        boolean up,
        boolean carrier,
        String kind,
        boolean owned) {

    public KernelLink {
        alternativeNames = List.copyOf(alternativeNames);
    }

    /** True if it is known under this name, be it the name or an alternative one: the kernel keeps both unique together. */
    public boolean isNamed(String text) {
        return name.equals(text) || alternativeNames.contains(text);
    }
}
