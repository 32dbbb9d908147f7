package io.ipfabric.node.adapter.netlink.nftables;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.contracts.value.InvalidValueException;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.node.adapter.netlink.Attributes;
import io.ipfabric.node.adapter.netlink.Netlink;
import io.ipfabric.node.adapter.netlink.NetlinkMessage;
import io.ipfabric.node.adapter.netlink.RequestBatch;
import io.ipfabric.node.domain.GuestBinding;
import io.ipfabric.node.domain.HairpinGuard;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Elements of our sets as nf_tables writes them: the parts of a key stand one after the other, each padded to 4 bytes; an
 * interface's name has 16, a MAC address 6.
 */
final class ElementMessages {

    // linux/netfilter/nfnetlink.h
    private static final int NFNL_SUBSYS_NFTABLES = 10;
    private static final int NFNL_MSG_BATCH_BEGIN = 0x10;
    private static final int NFNL_MSG_BATCH_END = 0x11;
    private static final int NFGENMSG_BYTES = 4;

    // linux/netfilter.h
    private static final int NFPROTO_UNSPEC = 0;
    private static final int NFPROTO_INET = 1;

    // linux/netfilter/nf_tables.h
    private static final int NFT_MSG_NEWSETELEM = 12;
    private static final int NFT_MSG_GETSETELEM = 13;
    private static final int NFT_MSG_DELSETELEM = 14;
    private static final int NFTA_SET_ELEM_LIST_TABLE = 1;
    private static final int NFTA_SET_ELEM_LIST_SET = 2;
    private static final int NFTA_SET_ELEM_LIST_ELEMENTS = 3;
    private static final int NFTA_LIST_ELEM = 1;
    private static final int NFTA_SET_ELEM_KEY = 1;
    private static final int NFTA_DATA_VALUE = 1;

    private static final int IFNAMSIZ = 16;
    private static final int MAC_BYTES = 6;
    private static final int MAC_BYTES_PADDED = 8;

    /**
     * An element of one of the sets that change with the guests.
     *
     * @param key as the kernel compares it
     */
    record Element(String set, ByteBuffer key) {

        static Element of(InterfaceName link) {
            return new Element(SourceFilterRuleset.GUEST_LINKS, ByteBuffer.wrap(padded(link)));
        }

        static Element of(GuestBinding binding) {
            var address = binding.address().bytes();
            var key = ByteBuffer.allocate(IFNAMSIZ + address.length)
                    .put(padded(binding.link()))
                    .put(address)
                    .flip();
            return new Element(SourceFilterRuleset.sourcesOf(binding.address().family()), key);
        }

        static Element of(HairpinGuard guard) {
            var address = guard.destination().bytes();
            var key = ByteBuffer.allocate(MAC_BYTES_PADDED + address.length)
                    .put(Arrays.copyOf(guard.source().bytes(), MAC_BYTES_PADDED))
                    .put(address)
                    .flip();
            return new Element(
                    SourceFilterRuleset.hairpinnedOf(guard.destination().family()), key);
        }

        private static byte[] padded(InterfaceName link) {
            return Arrays.copyOf(link.value().getBytes(StandardCharsets.US_ASCII), IFNAMSIZ);
        }
    }

    private ElementMessages() {}

    /** What stands between begin and end takes effect whole, or not at all. */
    static void begin(RequestBatch batch) {
        frame(batch, NFNL_MSG_BATCH_BEGIN);
    }

    static void end(RequestBatch batch) {
        frame(batch, NFNL_MSG_BATCH_END);
    }

    /** Without NLM_F_EXCL: one that is there already is no error. */
    static void add(RequestBatch batch, String table, Element element) {
        begin(batch, NFT_MSG_NEWSETELEM, Netlink.NLM_F_ACK | Netlink.NLM_F_CREATE);
        write(batch, table, element);
    }

    /** Fails if it is absent. */
    static void delete(RequestBatch batch, String table, Element element) {
        begin(batch, NFT_MSG_DELSETELEM, Netlink.NLM_F_ACK);
        write(batch, table, element);
    }

    static void dump(RequestBatch batch, String table, String set) {
        batch.begin(type(NFT_MSG_GETSETELEM), Netlink.NLM_F_DUMP);
        header(batch, NFPROTO_INET, 0);
        batch.attribute(NFTA_SET_ELEM_LIST_TABLE, table).attribute(NFTA_SET_ELEM_LIST_SET, set);
    }

    /** The keys in one part of a dump; a set's elements come in several parts. */
    static Optional<List<byte[]>> keys(NetlinkMessage message) {
        if (message.type() != type(NFT_MSG_NEWSETELEM)) {
            return Optional.empty();
        }
        var keys = new ArrayList<byte[]>();
        for (var element : message.attributes(NFGENMSG_BYTES)
                .nested(NFTA_SET_ELEM_LIST_ELEMENTS)
                .all(NFTA_LIST_ELEM)) {
            Attributes.parse(element)
                    .nested(NFTA_SET_ELEM_KEY)
                    .bytes(NFTA_DATA_VALUE)
                    .ifPresent(keys::add);
        }
        return Optional.of(keys);
    }

    /** Empty for a name that an agent never puts: someone else wrote into the set. */
    static Optional<InterfaceName> link(byte[] key) {
        var name = Attributes.string(
                ByteBuffer.wrap(key, 0, Math.min(key.length, IFNAMSIZ)).slice());
        try {
            return Optional.of(InterfaceName.of(name));
        } catch (InvalidValueException _) {
            return Optional.empty();
        }
    }

    static Optional<GuestBinding> binding(byte[] key, AddressFamily family) {
        if (key.length != IFNAMSIZ + family.bits() / 8) {
            return Optional.empty();
        }
        return link(key).flatMap(link -> {
            try {
                return Optional.of(
                        new GuestBinding(link, Address.ofBytes(Arrays.copyOfRange(key, IFNAMSIZ, key.length))));
            } catch (InvalidValueException _) {
                return Optional.empty();
            }
        });
    }

    static Optional<HairpinGuard> guard(byte[] key, AddressFamily family) {
        if (key.length != MAC_BYTES_PADDED + family.bits() / 8) {
            return Optional.empty();
        }
        try {
            return Optional.of(new HairpinGuard(
                    MacAddress.ofBytes(Arrays.copyOf(key, MAC_BYTES)),
                    Address.ofBytes(Arrays.copyOfRange(key, MAC_BYTES_PADDED, key.length))));
        } catch (InvalidValueException _) {
            return Optional.empty();
        }
    }

    private static void begin(RequestBatch batch, int type, int flags) {
        batch.begin(type(type), flags);
        header(batch, NFPROTO_INET, 0);
    }

    private static void write(RequestBatch batch, String table, Element element) {
        batch.attribute(NFTA_SET_ELEM_LIST_TABLE, table).attribute(NFTA_SET_ELEM_LIST_SET, element.set());
        int elements = batch.nest(NFTA_SET_ELEM_LIST_ELEMENTS);
        int item = batch.nest(NFTA_LIST_ELEM);
        int key = batch.nest(NFTA_SET_ELEM_KEY);
        batch.attribute(NFTA_DATA_VALUE, Attributes.bytes(element.key()))
                .unnest(key)
                .unnest(item)
                .unnest(elements);
    }

    private static void frame(RequestBatch batch, int type) {
        batch.begin(type, 0);
        header(batch, NFPROTO_UNSPEC, NFNL_SUBSYS_NFTABLES);
    }

    /** struct nfgenmsg; its last field is in network byte order, the only one of all that we write. */
    private static void header(RequestBatch batch, int family, int resource) {
        boolean swap = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        batch.int8(family)
                .int8(0) // version
                .int16(swap ? Short.reverseBytes((short) resource) : resource);
    }

    private static int type(int message) {
        return (NFNL_SUBSYS_NFTABLES << 8) | message;
    }
}
