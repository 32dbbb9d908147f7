package io.ipfabric.gateway.observer.adapter.bmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.gateway.observer.adapter.bmp.BmpMessage.Ignored;
import io.ipfabric.gateway.observer.adapter.bmp.BmpMessage.Initiation;
import io.ipfabric.gateway.observer.adapter.bmp.BmpMessage.PeerDown;
import io.ipfabric.gateway.observer.adapter.bmp.BmpMessage.PeerUp;
import io.ipfabric.gateway.observer.adapter.bmp.BmpMessage.RouteMonitoring;
import io.ipfabric.gateway.observer.adapter.bmp.BmpMessage.StatisticsReport;
import io.ipfabric.gateway.observer.adapter.bmp.BmpMessage.Termination;
import io.ipfabric.gateway.observer.domain.bgp.BgpUpdate.Gone;
import io.ipfabric.gateway.observer.domain.bgp.BgpUpdate.Reachable;
import io.ipfabric.gateway.observer.domain.bgp.MalformedMessageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BmpDecoderTest {

    private static final Address NODE1 = Address.of("10.255.0.11");
    private static final Address NODE2 = Address.of("10.255.0.12");
    private static final String PEER_HEADER =
            "0000" + "0".repeat(16) + "0".repeat(24) + "0aff000b" + "0000fde8" + "0aff000b" + "0".repeat(16);
    private static final int MUTATIONS = 20_000;

    @Test
    void theReflectorSaysItsName() throws MalformedMessageException {
        assertThat(BmpDecoder.decode(Captured.live().getFirst())).isEqualTo(new Initiation("rr1"));
    }

    @Test
    void aPeerIsUpWithTheFamiliesOfBothEnds() throws MalformedMessageException {
        assertThat(BmpDecoder.decode(Captured.live().get(1))).isInstanceOfSatisfying(PeerUp.class, up -> {
            assertThat(up.peer()).isEqualTo(NODE1);
            assertThat(up.received().identifier()).isEqualTo(NODE1);
            assertThat(up.received().asn()).isEqualTo(65_000);
            assertThat(up.sent().identifier()).isEqualTo(Address.of("10.255.0.1"));
            assertThat(up.sent().common(up.received()))
                    .containsExactlyInAnyOrder(AddressFamily.IPV4, AddressFamily.IPV6);
        });
    }

    @Test
    void routesOfBothFamiliesAreRead() throws MalformedMessageException {
        var updates = updates(Captured.live());

        assertThat(updates.get(0).update().endOfRib()).isEqualTo(AddressFamily.IPV6);
        assertThat(updates.get(1).update().reachable())
                .containsExactly(new Reachable(Prefix.of("192.0.2.1/32"), NODE1));
        assertThat(updates.get(1).update().localPreference()).isEqualTo(100);
        assertThat(updates.get(1).update().endOfRib()).isNull();
        assertThat(updates.get(2).update().withdrawn()).containsExactly(new Gone(Prefix.of("192.0.2.128/25")));
        assertThat(updates.get(3).update().reachable())
                .containsExactly(new Reachable(Prefix.of("2001:db8:64::1/128"), Address.of("fd00:255::11")));
        assertThat(updates.get(5).update().localPreference()).isEqualTo(200);
        assertThat(updates.get(6).update().withdrawn()).containsExactly(new Gone(Prefix.of("192.0.2.2/32")));
        assertThat(updates.get(7).update().withdrawn()).containsExactly(new Gone(Prefix.of("2001:db8:64::1/128")));
    }

    @Test
    void eachPeerHasAnEndOfEachFamily() throws MalformedMessageException {
        assertThat(updates(Captured.sync()).stream()
                        .filter(each -> each.update().endOfRib() != null)
                        .map(each -> each.peer() + " " + each.update().endOfRib()))
                .containsExactly("10.255.0.11 ipv4", "10.255.0.12 ipv4", "10.255.0.11 ipv6", "10.255.0.12 ipv6");
    }

    @Test
    void whatComesAfterPolicyIsIgnored() throws MalformedMessageException {
        assertThat(BmpDecoder.decode(Captured.live().get(2))).isEqualTo(new Ignored());
    }

    @Test
    void aStatisticsReportNamesItsPeer() throws MalformedMessageException {
        assertThat(BmpDecoder.decode(Captured.sync().get(17))).isEqualTo(new StatisticsReport(NODE2));
    }

    @Test
    void aPeerGoesAndASessionEnds() throws MalformedMessageException {
        assertThat(decode(2, PEER_HEADER + "04")).isEqualTo(new PeerDown(NODE1, 4));
        assertThat(decode(5, "00010002" + "0001")).isEqualTo(new Termination());
        assertThat(decode(6, PEER_HEADER)).isEqualTo(new Ignored());
    }

    @Test
    void anIpv6PeerIsNamedByItsAddress() throws MalformedMessageException {
        assertThat(decode(
                        2,
                        "0080" + "0".repeat(16) + "20010db8" + "0".repeat(23) + "1" + "0000fde8" + "0aff000b"
                                + "0".repeat(16) + "04"))
                .isEqualTo(new PeerDown(Address.of("2001:db8::1"), 4));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "02000000060" + "4",
                "030000000504",
                "03ffffffff04",
                "030000000704",
                "0300000006" + "04" + "00",
                "030000000a" + "04" + "00020005",
                "0300000006" + "02"
            })
    void whatIsNoMessageIsToldAsSuch(String hex) {
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> BmpDecoder.decode(HexFormat.of().parseHex(hex)));
    }

    @Test
    void everyTruncatedMessageIsMalformedOrSaysLess() {
        for (var message : all()) {
            for (int length = BmpDecoder.HEADER_LENGTH; length < message.length; length++) {
                var shorter = Arrays.copyOf(message, length);
                shorter[3] = (byte) (length >> 8);
                shorter[4] = (byte) length;
                decodeOrMalformed(shorter);
            }
        }
    }

    @RepeatedTest(5)
    void mutatedMessagesNeverDoAnythingElse(RepetitionInfo run) {
        var random = new Random(run.getCurrentRepetition());
        var messages = all();
        for (int i = 0; i < MUTATIONS; i++) {
            var message = messages.get(random.nextInt(messages.size())).clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                message[random.nextInt(message.length)] = (byte) random.nextInt(256);
            }
            decodeOrMalformed(message);
        }
    }

    @RepeatedTest(5)
    void randomBytesNeverDoAnythingElse(RepetitionInfo run) {
        var random = new Random(run.getCurrentRepetition());
        for (int i = 0; i < MUTATIONS; i++) {
            var message = new byte[BmpDecoder.HEADER_LENGTH + random.nextInt(200)];
            random.nextBytes(message);
            message[0] = 3;
            message[1] = 0;
            message[2] = 0;
            message[3] = 0;
            message[4] = (byte) message.length;
            message[5] = (byte) random.nextInt(8);
            decodeOrMalformed(message);
        }
    }

    private static void decodeOrMalformed(byte[] message) {
        try {
            assertThat(BmpDecoder.decode(message)).isNotNull();
        } catch (MalformedMessageException e) {
            assertThat(e).hasMessageMatching(".+");
        }
    }

    private static List<byte[]> all() {
        return Stream.concat(Captured.live().stream(), Captured.sync().stream()).toList();
    }

    private static List<RouteMonitoring> updates(List<byte[]> messages) throws MalformedMessageException {
        var updates = new ArrayList<RouteMonitoring>();
        for (var message : messages) {
            if (BmpDecoder.decode(message) instanceof RouteMonitoring monitoring) {
                updates.add(monitoring);
            }
        }
        return updates;
    }

    private static BmpMessage decode(int type, String body) throws MalformedMessageException {
        int length = BmpDecoder.HEADER_LENGTH + body.length() / 2;
        return BmpDecoder.decode(HexFormat.of().parseHex("03" + "%08x%02x".formatted(length, type) + body));
    }
}
