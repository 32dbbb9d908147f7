package io.ipfabric.lab.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FlowPacketTest {

    private static final FlowPacket PACKET =
            new FlowPacket(3, 1_000_000, Instant.ofEpochSecond(1_900_000_000, 999_999_999));

    @Test
    void isReadAsItWasWritten() {
        assertThat(FlowPacket.decode(PACKET.encode())).contains(PACKET);
    }

    @Test
    void isReadFromTheMiddleOfABuffer() {
        var frame = ByteBuffer.allocate(42 + FlowPacket.BYTES).put(42, PACKET.encode(), 0, FlowPacket.BYTES);

        assertThat(FlowPacket.decode(frame.position(42))).contains(PACKET);
    }

    @Test
    void aStrangersPayloadIsNone() {
        assertThat(FlowPacket.decode(PACKET.encode().putInt(0, 1))).isEmpty();
        assertThat(FlowPacket.decode(PACKET.encode().putInt(8, -1))).isEmpty();
        assertThat(FlowPacket.decode(PACKET.encode().putInt(20, 1_000_000_000))).isEmpty();
        assertThat(FlowPacket.decode(PACKET.encode().limit(23))).isEmpty();
    }

    @Property
    void whateverComesIsReadOrRefused(@ForAll @Size(20) byte[] noise) {
        // The magic number is right, so that the rest is looked at.
        var bytes = PACKET.encode().put(4, noise, 0, noise.length);

        FlowPacket.decode(bytes).ifPresent(packet -> assertThat(packet.encode()).isEqualTo(bytes));
    }
}
