package io.ipfabric.gateway.observer.domain.bgp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.gateway.observer.domain.bgp.BgpUpdate.Gone;
import io.ipfabric.gateway.observer.domain.bgp.BgpUpdate.Reachable;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of UPDATEs: withdrawn, attributes, routes. */
class BgpUpdateTest {

    private static final String NO_ATTRIBUTES = "0000" + "0000";
    private static final String NEXT_HOP = "400304" + "0aff000b";

    @Test
    void aWithdrawnAndAReachableRoute() throws MalformedMessageException {
        var update = read("0005" + "20c0000207" + "000e" + NEXT_HOP + "400504" + "000000c8" + "20c0000201");

        assertThat(update.withdrawn()).containsExactly(new Gone(Prefix.of("192.0.2.7/32")));
        assertThat(update.reachable())
                .containsExactly(new Reachable(Prefix.of("192.0.2.1/32"), Address.of("10.255.0.11")));
        assertThat(update.localPreference()).isEqualTo(200);
        assertThat(update.endOfRib()).isNull();
    }

    @Test
    void theOriginatorOfAReflectedRoute() throws MalformedMessageException {
        assertThat(read("0000" + "000e" + NEXT_HOP + "800904" + "0aff000c" + "20c0000201")
                        .originator())
                .isEqualTo(Address.of("10.255.0.12"));
    }

    @ParameterizedTest
    @CsvSource({
        "00000000, ipv4",
        "00000006800f03000201, ipv6",
        "00000007900f0003000201, ipv6",
        "00000006800f03000101, ipv4"
    })
    void nothingAtAllIsTheEndOfTheFirstRoutes(String hex, String family) throws MalformedMessageException {
        assertThat(read(hex).endOfRib()).isEqualTo(AddressFamily.of(family));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Of a kind that is not looked at: VPN routes.
                "00000006800f03000180",
                // An attribute beside it.
                "0000000a800f0300020140010100",
                "0000000440010100",
                "000520c00002010000"
            })
    void whatSaysSomethingIsNoEnd(String hex) throws MalformedMessageException {
        assertThat(read(hex).endOfRib()).isNull();
    }

    @Test
    void bitsAfterThePrefixLengthHaveNoMeaning() throws MalformedMessageException {
        assertThat(read("0003" + "09c0ff" + "0000").withdrawn()).containsExactly(new Gone(Prefix.of("192.128.0.0/9")));
        assertThat(read("0001" + "00" + "0000").withdrawn()).containsExactly(new Gone(Prefix.of("0.0.0.0/0")));
    }

    @Test
    void anIpv4MappedNextHopIsTheIpv4Address() throws MalformedMessageException {
        var mapped = "0".repeat(20) + "ffff" + "0aff000b";
        var route = "80" + "20010db8" + "0".repeat(23) + "1";

        assertThat(read("0000" + "0029" + "800e26" + "000201" + "10" + mapped + "00" + route)
                        .reachable())
                .containsExactly(new Reachable(Prefix.of("2001:db8::1/128"), Address.of("10.255.0.11")));
    }

    @Test
    void anIpv4MappedRouteIsNobodys() throws MalformedMessageException {
        var route = "80" + "0".repeat(20) + "ffff" + "c0000201";

        assertThat(read("0000" + "0017" + "800f14" + "000201" + route).withdrawn())
                .isEmpty();
    }

    /** RFC 7911, section 3: in both families, withdrawn and reachable. */
    @Test
    void routesWithTheIdentifierOfTheirPath() throws MalformedMessageException {
        var ipv4 = "0009" + "00000007" + "20c0000207" + "000e" + NEXT_HOP + "400504" + "000000c8";
        var update = BgpUpdate.readBody(
                Octets.of(HexFormat.of().parseHex(ipv4 + "ffffffff" + "20c0000201")), Set.of(AddressFamily.IPV4));

        assertThat(update.withdrawn()).containsExactly(new Gone(Prefix.of("192.0.2.7/32"), 7));
        assertThat(update.reachable())
                .containsExactly(new Reachable(Prefix.of("192.0.2.1/32"), Address.of("10.255.0.11"), 0xffff_ffffL));

        var ipv6 = "0000" + "0009" + "800f06" + "000201";
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() -> BgpUpdate.readBody(
                        Octets.of(HexFormat.of().parseHex(ipv6 + "000001")), Set.of(AddressFamily.IPV6)));
        var gone6 = "0000" + "000c" + "800f09" + "000201" + "00000009" + "1020";
        assertThatExceptionOfType(MalformedMessageException.class)
                .isThrownBy(() ->
                        BgpUpdate.readBody(Octets.of(HexFormat.of().parseHex(gone6)), Set.of(AddressFamily.IPV6)));
        assertThat(BgpUpdate.readBody(
                                Octets.of(HexFormat.of().parseHex(gone6.replace("1020", "0820"))),
                                Set.of(AddressFamily.IPV6))
                        .withdrawn())
                .containsExactly(new Gone(Prefix.of("2000::/8"), 9));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0001",
                "ffff0000",
                NO_ATTRIBUTES + "20c00002",
                NO_ATTRIBUTES + "21c000020100",
                // A route without a next hop.
                NO_ATTRIBUTES + "20c0000201",
                // A next hop, a local preference of the wrong length.
                "0000" + "0008" + "4003050aff000b00",
                "0000" + "0006" + "400503" + "000064",
                // An attribute that is longer than all of them.
                "0000" + "0003" + "400304",
                // Twice.
                "0000" + "000c" + "800f03000201" + "800f03000201",
                // A next hop of five bytes.
                "0000" + "000d" + "800e0a" + "000201" + "05" + "0102030405" + "00",
                // A prefix of 129 bits.
                "0000" + "0007" + "800f04" + "000201" + "81"
            })
    void whatCannotBeReadWholeIsNotBelieved(String hex) {
        assertThatExceptionOfType(MalformedMessageException.class).isThrownBy(() -> read(hex));
    }

    private static BgpUpdate read(String hex) throws MalformedMessageException {
        return BgpUpdate.readBody(Octets.of(HexFormat.of().parseHex(hex)), Set.of());
    }
}
