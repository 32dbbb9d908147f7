package io.ipfabric.node.adapter.netlink;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.InvalidValueException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Addresses and families as the kernel writes them. */
final class Addresses {

    private Addresses() {}

    static int familyNumber(AddressFamily family) {
        return switch (family) {
            case IPV4 -> Rtnetlink.AF_INET;
            case IPV6 -> Rtnetlink.AF_INET6;
        };
    }

    static Optional<AddressFamily> family(int number) {
        return switch (number) {
            case Rtnetlink.AF_INET -> Optional.of(AddressFamily.IPV4);
            case Rtnetlink.AF_INET6 -> Optional.of(AddressFamily.IPV6);
            default -> Optional.empty();
        };
    }

    /** Empty for an address that an {@link Address} refuses (IPv4-mapped): the kernel has it, but it is none of ours. */
    static Optional<Address> address(ByteBuffer value, AddressFamily family) {
        if (value.limit() != family.bits() / 8) {
            throw new MalformedMessageException("an address of " + value.limit() + " bytes is not " + family);
        }
        try {
            return Optional.of(Address.ofBytes(Attributes.bytes(value)));
        } catch (InvalidValueException _) {
            return Optional.empty();
        }
    }
}
