package io.ipfabric.node.adapter.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever bytes arrive, reading them ends: with messages, or with the parser's own exception. */
class GarbageTest {

    private static final int[] TYPES = {
        Rtnetlink.RTM_NEWLINK,
        Rtnetlink.RTM_DELLINK,
        Rtnetlink.RTM_NEWADDR,
        Rtnetlink.RTM_NEWROUTE,
        Rtnetlink.RTM_DELROUTE,
        Rtnetlink.RTM_NEWNEIGH,
        Netlink.NLMSG_ERROR,
        Netlink.NLMSG_DONE,
        Netlink.NLMSG_OVERRUN
    };

    private static final List<Consumer<NetlinkMessage>> DECODERS = List.of(
            LinkMessages::decode,
            AddressMessages::decode,
            NeighborMessages::decode,
            RouteMessages::decode,
            message -> RouteMessages.decodeOurs(RouteTable.MAIN, message),
            Acknowledgement::ofError,
            Acknowledgement::ofDone,
            message -> KernelEventStream.decode(message, 1));

    @Property(tries = 20_000)
    void randomBytesAreReadOrRefused(@ForAll @Size(max = 200) byte[] bytes) {
        read(bytes);
    }

    /** Random bytes seldom have a length that fits; here the frame is right and what it holds is garbage. */
    @Property(tries = 20_000)
    void framedGarbageIsReadOrRefused(
            @ForAll @IntRange(max = 8) int type,
            @ForAll short flags,
            @ForAll @Size(max = 40) byte[] header,
            @ForAll @Size(max = 6) List<@Size(max = 24) byte[]> values,
            @ForAll @IntRange(max = 60) int attributeType) {
        var payload =
                ByteBuffer.allocate(header.length + 8 + values.size() * 32).order(ByteOrder.nativeOrder());
        payload.put(header).position(Netlink.align(header.length));
        for (var value : values) {
            payload.putShort((short) (Netlink.NLA_HDRLEN + value.length)).putShort((short) attributeType);
            payload.put(value).position(Netlink.align(payload.position()));
        }
        var datagram =
                ByteBuffer.allocate(Netlink.NLMSG_HDRLEN + payload.position()).order(ByteOrder.nativeOrder());
        datagram.putInt(datagram.capacity())
                .putShort((short) TYPES[type])
                .putShort(flags)
                .putInt(1)
                .putInt(0)
                .put(payload.flip());
        read(datagram.array());
    }

    @Example
    void aLengthThatDoesNotFitIsRefused() {
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> NetlinkMessage.parse(ByteBuffer.allocate(16).order(ByteOrder.nativeOrder())));
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> NetlinkMessage.parse(
                        ByteBuffer.allocate(16).order(ByteOrder.nativeOrder()).putInt(0, 17)));
    }

    private static void read(byte[] bytes) {
        var messages = new ArrayList<NetlinkMessage>();
        unlessMalformed(() ->
                messages.addAll(NetlinkMessage.parse(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()))));
        assertThat(messages).hasSizeLessThanOrEqualTo(bytes.length / Netlink.NLMSG_HDRLEN);
        for (var message : messages) {
            DECODERS.forEach(decoder -> unlessMalformed(() -> decoder.accept(message)));
        }
    }

    private static void unlessMalformed(Runnable work) {
        try {
            work.run();
        } catch (MalformedMessageException _) {
            // The one exception that the callers expect.
        }
    }
}
