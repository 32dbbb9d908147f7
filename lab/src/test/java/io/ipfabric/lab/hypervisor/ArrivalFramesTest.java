package io.ipfabric.lab.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.MacAddress;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArrivalFramesTest {

    private static final MacAddress MAC = MacAddress.of("02:00:0a:40:00:0a");

    private final List<String> frames =
            ArrivalFrames.of(MAC, List.of(Address.of("198.51.100.7"), Address.of("2001:db8:100::7"))).stream()
                    .map(HexFormat.of()::formatHex)
                    .toList();

    @Test
    void aRarpRequestForItself() {
        assertThat(frames.get(0))
                .isEqualTo("ffffffffffff02000a40000a8035" + "0001080006040003" + "02000a40000a00000000"
                        + "02000a40000a00000000" + "00".repeat(18));
    }

    @Test
    void aGratuitousArp() {
        assertThat(frames.get(1))
                .isEqualTo("ffffffffffff02000a40000a0806" + "0001080006040001" + "02000a40000ac6336407"
                        + "000000000000c6336407" + "00".repeat(18));
    }

    /** The checksum was counted by hand. */
    @Test
    void anUnsolicitedAdvertisement() {
        var address = "20010db8010000000000000000000007";
        assertThat(frames.get(2))
                .isEqualTo("33330000000102000a40000a86dd" + "6000000000203aff" + address
                        + "ff020000000000000000000000000001" + "8800ecd520000000"
                        + address + "020102000a40000a");
    }

    @Test
    void nothingElse() {
        assertThat(frames).hasSize(3);
    }
}
