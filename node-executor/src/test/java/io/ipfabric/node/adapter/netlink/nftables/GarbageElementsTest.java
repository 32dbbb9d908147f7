package io.ipfabric.node.adapter.netlink.nftables;

import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.node.adapter.netlink.MalformedMessageException;
import io.ipfabric.node.adapter.netlink.NetlinkMessage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** As its elder, for elements of sets: an answer is read, or refused with the parser's own exception. */
class GarbageElementsTest {

    private static final int NEW_ELEMENTS = (10 << 8) | 12;

    @Property(tries = 10_000)
    void randomElementsAreReadOrRefused(@ForAll @Size(max = 80) byte[] bytes) {
        var payload = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        try {
            ElementMessages.keys(new NetlinkMessage(NEW_ELEMENTS, 0, 1, 0, payload));
        } catch (MalformedMessageException _) {
            // The one exception that the caller expects.
        }
    }

    @Property(tries = 10_000)
    void randomKeysAreReadOrLeftOut(@ForAll @Size(max = 40) byte[] key) {
        ElementMessages.link(key);
        for (var family : AddressFamily.values()) {
            ElementMessages.binding(key, family);
        }
    }
}
