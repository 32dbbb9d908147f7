package io.ipfabric.node.adapter.netlink;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/**
 * Requests that go out in one {@code sendmsg}, written in place. A message is open from {@link #begin} to the next one; what is
 * put meanwhile is its header, then its attributes. Its lengths are filled in as it grows, so there is nothing to close
 * but a nest. One is reused for all requests of a connection; not thread-safe.
 */
public final class RequestBatch {

    /** Far below the smallest default of a socket's send buffer (net.core.wmem_default). */
    private static final int CAPACITY_BYTES = 64 * 1024;

    /** Room for the largest message that we write: a veth pair with two names is below 400 bytes. */
    private static final int MESSAGE_MAX_BYTES = 1024;

    /** Keeps the acknowledgements of one batch well inside the receive buffer. */
    private static final int MESSAGES_MAX = 256;

    private final MemorySegment memory;
    private final ByteBuffer buffer;
    private int messageStart;
    private int firstSequence = 1;
    private int count;
    private final BitSet acknowledged = new BitSet(MESSAGES_MAX);

    RequestBatch(Arena arena) {
        memory = arena.allocate(CAPACITY_BYTES, Integer.BYTES);
        buffer = memory.asByteBuffer().order(ByteOrder.nativeOrder());
    }

    /** Empties it and moves on to unused sequence numbers, so that a late answer to an earlier batch is known as such. */
    void clear() {
        buffer.clear();
        firstSequence += count;
        count = 0;
        acknowledged.clear();
    }

    MemorySegment written() {
        return memory.asSlice(0, buffer.position());
    }

    /** How many messages are in it. */
    public int size() {
        return count;
    }

    /** False when it should be sent before another message is begun. */
    public boolean hasRoom() {
        return count < MESSAGES_MAX && buffer.remaining() >= MESSAGE_MAX_BYTES;
    }

    /** Which message of this batch has this sequence number; negative or too large if none. */
    int indexOf(int sequence) {
        return sequence - firstSequence;
    }

    boolean wantsAcknowledgement(int index) {
        return acknowledged.get(index);
    }

    /** @param flags besides NLM_F_REQUEST */
    public RequestBatch begin(int type, int flags) {
        messageStart = buffer.position();
        buffer.putInt(Netlink.NLMSG_HDRLEN)
                .putShort((short) type)
                .putShort((short) (flags | Netlink.NLM_F_REQUEST))
                .putInt(firstSequence + count)
                .putInt(0);
        acknowledged.set(count, (flags & Netlink.NLM_F_ACK) != 0);
        count++;
        return this;
    }

    public RequestBatch int8(int value) {
        buffer.put((byte) value);
        return grown();
    }

    public RequestBatch int16(int value) {
        buffer.putShort((short) value);
        return grown();
    }

    public RequestBatch int32(int value) {
        buffer.putInt(value);
        return grown();
    }

    public RequestBatch attribute(int type, byte[] value) {
        buffer.putShort((short) (Netlink.NLA_HDRLEN + value.length)).putShort((short) type);
        buffer.put(value);
        while (buffer.position() % Integer.BYTES != 0) {
            buffer.put((byte) 0);
        }
        return grown();
    }

    public RequestBatch attribute(int type, int value) {
        buffer.putShort((short) (Netlink.NLA_HDRLEN + Integer.BYTES))
                .putShort((short) type)
                .putInt(value);
        return grown();
    }

    /** NUL-terminated, as NLA_NUL_STRING wants it. */
    public RequestBatch attribute(int type, String value) {
        return attribute(type, (value + '\0').getBytes(StandardCharsets.UTF_8));
    }

    /** An attribute of the attributes (and header) that are put until {@link #unnest}. */
    public int nest(int type) {
        int start = buffer.position();
        buffer.putShort((short) 0).putShort((short) (type | Netlink.NLA_F_NESTED));
        grown();
        return start;
    }

    /** @param nest what {@link #nest} returned */
    public RequestBatch unnest(int nest) {
        buffer.putShort(nest, (short) (buffer.position() - nest));
        return this;
    }

    private RequestBatch grown() {
        buffer.putInt(messageStart, buffer.position() - messageStart);
        return this;
    }
}
