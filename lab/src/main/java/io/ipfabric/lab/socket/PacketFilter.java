package io.ipfabric.lab.socket;

import java.util.ArrayList;
import java.util.List;

/**
 * Programs of classic BPF (kernel, Documentation/networking/filter.rst) that see a frame from its Ethernet header on and answer how much of it
 * to keep.
 */
final class PacketFilter {

    /** struct sock_filter of linux/filter.h. */
    record Instruction(int code, int ifTrue, int ifFalse, int operand) {}

    private static final int LOAD_HALF = 0x28;
    private static final int LOAD_BYTE = 0x30;
    private static final int JUMP_IF_EQUAL = 0x15;
    private static final int RETURN = 0x06;

    /** SKF_AD_OFF + SKF_AD_PKTTYPE: how the packet passes, which is no part of it. */
    private static final int PACKET_TYPE = -0x1000 + 4;

    private static final int PACKET_OUTGOING = 4;
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86dd;
    private static final int UDP = 17;
    private static final int TCP = 6;

    /** Where things are in a frame without VLAN tag, IPv4 options and IPv6 extension headers: ours have none. */
    private static final int ETHER_TYPE = 12;

    private static final int PROTOCOL4 = 14 + 9;
    private static final int PORT4 = 14 + 20 + 2;
    private static final int PROTOCOL6 = 14 + 6;
    private static final int PORT6 = 14 + 40 + 2;

    private static final int DROP = 0;
    private static final int WHOLE = 0x40000;

    private PacketFilter() {}

    /** UDP to a port, of both families, that leaves through an interface. */
    static List<Instruction> outgoingUdp(int port) {
        var program = new ArrayList<Instruction>();
        program.add(new Instruction(LOAD_BYTE, 0, 0, PACKET_TYPE));
        program.add(new Instruction(JUMP_IF_EQUAL, 0, 11, PACKET_OUTGOING));
        program.add(new Instruction(LOAD_HALF, 0, 0, ETHER_TYPE));
        program.add(new Instruction(JUMP_IF_EQUAL, 0, 4, IPV4));
        program.add(new Instruction(LOAD_BYTE, 0, 0, PROTOCOL4));
        program.add(new Instruction(JUMP_IF_EQUAL, 0, 7, UDP));
        program.add(new Instruction(LOAD_HALF, 0, 0, PORT4));
        program.add(new Instruction(JUMP_IF_EQUAL, 6, 5, port));
        program.add(new Instruction(JUMP_IF_EQUAL, 0, 4, IPV6));
        program.add(new Instruction(LOAD_BYTE, 0, 0, PROTOCOL6));
        program.add(new Instruction(JUMP_IF_EQUAL, 0, 2, UDP));
        program.add(new Instruction(LOAD_HALF, 0, 0, PORT6));
        program.add(new Instruction(JUMP_IF_EQUAL, 1, 0, port));
        program.add(new Instruction(RETURN, 0, 0, DROP));
        program.add(new Instruction(RETURN, 0, 0, WHOLE));
        return List.copyOf(program);
    }

    /** TCP over IPv4 to a port, that comes in through an interface. */
    static List<Instruction> incomingTcp(int port) {
        return List.of(
                new Instruction(LOAD_BYTE, 0, 0, PACKET_TYPE),
                new Instruction(JUMP_IF_EQUAL, 6, 0, PACKET_OUTGOING),
                new Instruction(LOAD_HALF, 0, 0, ETHER_TYPE),
                new Instruction(JUMP_IF_EQUAL, 0, 4, IPV4),
                new Instruction(LOAD_BYTE, 0, 0, PROTOCOL4),
                new Instruction(JUMP_IF_EQUAL, 0, 2, TCP),
                new Instruction(LOAD_HALF, 0, 0, PORT4),
                new Instruction(JUMP_IF_EQUAL, 1, 0, port),
                new Instruction(RETURN, 0, 0, DROP),
                new Instruction(RETURN, 0, 0, WHOLE));
    }
}
