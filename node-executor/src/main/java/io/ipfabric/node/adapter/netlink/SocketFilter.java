package io.ipfabric.node.adapter.netlink;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Classic BPF programs on sockets (linux/filter.h, linux/bpf_common.h): the kernel asks them about each datagram. */
final class SocketFilter {

    static final int LOAD_WORD = 0x20;
    static final int LOAD_HALF = 0x28;
    static final int LOAD_BYTE = 0x30;
    static final int JUMP_IF_EQUAL = 0x15;
    static final int RETURN = 0x06;

    // asm-generic/socket.h
    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;

    private SocketFilter() {}

    /** An instruction (struct sock_filter). */
    record Instruction(int code, int ifTrue, int ifFalse, int operand) {}

    /**
     * @param program sees a datagram from its first byte and answers how much of it to keep, 0 for nothing
     * @return 0, or the negative errno
     */
    static int attach(int descriptor, Instruction... program) {
        try (var scratch = Arena.ofConfined()) {
            var instructions = scratch.allocate(8L * program.length, Integer.BYTES);
            var bytes = instructions.asByteBuffer().order(ByteOrder.nativeOrder());
            for (var instruction : program) {
                bytes.putShort((short) instruction.code())
                        .put((byte) instruction.ifTrue())
                        .put((byte) instruction.ifFalse())
                        .putInt(instruction.operand());
            }
            // struct sock_fprog: unsigned short len; struct sock_filter *filter
            var filter = scratch.allocate(16, Long.BYTES);
            filter.set(ValueLayout.JAVA_SHORT, 0, (short) program.length);
            filter.set(ValueLayout.ADDRESS, 8, instructions);
            return Libc.setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, filter);
        }
    }
}
