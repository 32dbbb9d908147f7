package io.ipfabric.gateway.observer.domain.bgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.Asn;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole messages, byte by byte. */
class BgpMessageTest {

    private static final String MARKER = "f".repeat(32);
    private static final Set<AddressFamily> BOTH = Set.of(AddressFamily.values());
    private static final Address IDENTIFIER = Address.of("198.51.100.200");

    /** What the client says, as RFC 4271, 4760, 6793, 4724 and 7911 have it. */
    private static final String OPEN = MARKER + "003f" + "01"
            + "04" + "fde8" + "005a" + "c63364c8" + "22"
            + "0220"
            + "010400010001" + "010400020001"
            + "40020000"
            + "41040000fde8"
            + "4508" + "00010101" + "00020101";

    /** As FRR writes it: a parameter for each capability, also those that nobody here asks for. */
    private static final String FRR_OPEN = MARKER + "005d" + "01"
            + "04" + "fde8" + "0003" + "0aff0001" + "40"
            + "0206010400010001" + "0206010400020001" + "02028000" + "02020200" + "02024600"
            + "020641040000fde8" + "02020600" + "020a4508" + "00010102" + "00020103"
            + "0204" + "40020078" + "020449020000";

    @Test
    void theClientsOpen() {
        var families = List.of(AddressFamily.IPV4, AddressFamily.IPV6);

        assertThat(hex(BgpWriting.open(Asn.of(65_000), Duration.ofSeconds(90), IDENTIFIER, families)))
                .isEqualTo(OPEN);
    }

    @Test
    void anAsnOfFourOctetsIsInItsCapability() throws MalformedMessageException {
        var written = BgpWriting.open(
                Asn.of(4_200_000_000L), Duration.ofSeconds(90), IDENTIFIER, List.of(AddressFamily.IPV4));

        assertThat(hex(written)).contains("045ba0005a");
        assertThat(((BgpMessage.Open) BgpMessage.read(written, BOTH)).open().asn())
                .isEqualTo(4_200_000_000L);
    }

    @Test
    void aReflectorsOpen() throws MalformedMessageException {
        assertThat(read(FRR_OPEN))
                .isEqualTo(new BgpMessage.Open(new BgpOpen(65_000, 3, Address.of("10.255.0.1"), BOTH, true, BOTH)));
    }

    @Test
    void whoOnlyReceivesAllPathsDoesNotSendThem() throws MalformedMessageException {
        assertThat(read(OPEN))
                .isEqualTo(new BgpMessage.Open(new BgpOpen(65_000, 90, IDENTIFIER, BOTH, true, Set.of())));
    }

    @Test
    void shortMessages() throws MalformedMessageException {
        assertThat(hex(BgpWriting.keepalive())).isEqualTo(MARKER + "001304");
        assertThat(hex(BgpWriting.notification(BgpError.BAD_PEER_AS))).isEqualTo(MARKER + "0015030202");
        assertThat(read(MARKER + "001304")).isEqualTo(new BgpMessage.Keepalive());
        assertThat(read(MARKER + "0015030602")).isEqualTo(new BgpMessage.Notification(6, 2));
        assertThat(read(MARKER + "00170500010001")).isEqualTo(new BgpMessage.RouteRefresh());
        assertThat(read(MARKER + "00170200000000")).isInstanceOf(BgpMessage.Update.class);
    }

    @ParameterizedTest
    @CsvSource({
        // Marker, length, type.
        "fefffffffffffffffffffffffffffffffff, 001304, NOT_SYNCHRONIZED",
        ", 001204, BAD_MESSAGE_LENGTH",
        ", 100104, BAD_MESSAGE_LENGTH",
        ", ffff02, BAD_MESSAGE_LENGTH",
        ", 00140400, BAD_MESSAGE_LENGTH",
        ", 001502ffff, BAD_MESSAGE_LENGTH",
        ", 001403ff, BAD_MESSAGE_LENGTH",
        ", 001301, BAD_MESSAGE_LENGTH",
        ", 001306, BAD_MESSAGE_TYPE",
        ", 001300, BAD_MESSAGE_TYPE",
        // OPEN: version 3; parameters that are longer than all.
        ", 001d0103fde8005ac63364c800, UNSUPPORTED_VERSION",
        ", 001d0104fde8005ac63364c801, MALFORMED_OPEN",
        // UPDATE: longer than all; a prefix of 33 bits; a local preference of three bytes.
        ", 001702ffff0000, MALFORMED_ATTRIBUTES",
        ", 001c020005" + "21c0000201" + "0000, INVALID_NETWORK",
        ", 0021020000000a" + "400306" + "0aff000b0000" + "00, ATTRIBUTE_LENGTH"
    })
    void eachErrorHasItsName(String marker, String rest, BgpError error) {
        var hex = (marker == null ? MARKER : marker.substring(0, 32)) + rest;
        var thrown = catchThrowableOfType(MalformedMessageException.class, () -> read(hex));

        assertThat(thrown).isNotNull();
        assertThat(thrown.error()).contains(error);
    }

    @Test
    void errorsHaveTheNumbersOfTheirDocuments() {
        assertThat(List.of(BgpError.values()).stream().map(each -> each.code() + "/" + each.subcode()))
                .containsExactly(
                        "1/1", "1/2", "1/3", "2/0", "2/1", "2/2", "2/3", "2/6", "2/7", "3/1", "3/5", "3/10", "4/0",
                        "5/1", "5/2", "5/3", "6/2", "6/3", "6/8");
    }

    /** Whatever comes, it is a message or it is malformed, and has a name for the other side. */
    @Property(tries = 2_000)
    void garbageIsMalformedAndNothingElse(
            @ForAll @Size(max = 120) byte[] body, @ForAll byte type, @ForAll boolean identified) {
        var message = new byte[BgpHeader.LENGTH + body.length];
        Arrays.fill(message, 0, 16, (byte) 0xff);
        message[17] = (byte) message.length;
        message[18] = (byte) Math.floorMod(type, 6);
        System.arraycopy(body, 0, message, BgpHeader.LENGTH, body.length);

        readAny(message, identified ? BOTH : Set.of());
    }

    /** Good messages with one byte changed come further than garbage. */
    @Property(tries = 2_000)
    void aChangedByteIsMalformedOrAnotherMessage(@ForAll long seed) {
        var random = new Random(seed);
        var updates = List.of(
                OPEN,
                FRR_OPEN,
                MARKER + "0030" + "02" + "0000" + "0015" + "40010100" + "4002004003040aff000b4005040000"
                        + "006420c0000201");
        var message = HexFormat.of().parseHex(updates.get(random.nextInt(updates.size())));
        message[16 + random.nextInt(message.length - 16)] = (byte) random.nextInt(256);

        readAny(message, random.nextBoolean() ? BOTH : Set.of());
    }

    private static void readAny(byte[] message, Set<AddressFamily> identified) {
        try {
            assertThat(BgpMessage.read(message, identified)).isNotNull();
        } catch (MalformedMessageException e) {
            assertThat(e.error()).isPresent();
        }
    }

    private static BgpMessage read(String hex) throws MalformedMessageException {
        return BgpMessage.read(HexFormat.of().parseHex(hex), Set.of());
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
