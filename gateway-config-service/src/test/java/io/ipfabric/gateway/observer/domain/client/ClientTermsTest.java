package io.ipfabric.gateway.observer.domain.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.Asn;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.observer.domain.Reflector;
import io.ipfabric.gateway.observer.domain.bgp.BgpError;
import io.ipfabric.gateway.observer.domain.bgp.BgpOpen;
import io.ipfabric.gateway.observer.domain.client.ClientTerms.Agreed;
import io.ipfabric.gateway.observer.domain.client.ClientTerms.Disagreed;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ClientTermsTest {

    private static final String RR = "10.255.0.1";
    private static final Set<AddressFamily> BOTH = Set.of(AddressFamily.values());
    private static final Set<AddressFamily> IPV4 = Set.of(AddressFamily.IPV4);
    private static final Set<AddressFamily> IPV6 = Set.of(AddressFamily.IPV6);

    /** All that is seen of the reflector. */
    private static final ClientTerms WHOLE = terms(BOTH, false);

    /** Beside BMP. */
    private static final ClientTerms BESIDE = terms(BOTH, true);

    static Stream<Arguments> agreed() {
        return Stream.of(
                arguments(WHOLE, open(65_000, 3, RR, BOTH, BOTH), new Agreed(BOTH, BOTH, seconds(3))),
                arguments(WHOLE, open(65_000, 240, RR, BOTH, BOTH), new Agreed(BOTH, BOTH, ClientTerms.HOLD)),
                // It may offer more than it reflects.
                arguments(terms(IPV4, false), open(65_000, 9, RR, BOTH, BOTH), new Agreed(IPV4, IPV4, seconds(9))),
                arguments(BESIDE, open(65_000, 3, RR, BOTH, Set.of()), new Agreed(BOTH, Set.of(), seconds(3))),
                arguments(BESIDE, open(65_000, 3, RR, IPV4, BOTH), new Agreed(IPV4, IPV4, seconds(3))));
    }

    @ParameterizedTest
    @MethodSource("agreed")
    void whatIsAgreed(ClientTerms terms, BgpOpen open, Agreed agreed) {
        assertThat(terms.judge(open)).isEqualTo(agreed);
    }

    static Stream<Arguments> disagreed() {
        return Stream.of(
                arguments(WHOLE, open(65_001, 3, RR, BOTH, BOTH), BgpError.BAD_PEER_AS),
                arguments(WHOLE, open(65_000, 3, "10.255.0.2", BOTH, BOTH), BgpError.BAD_IDENTIFIER),
                arguments(WHOLE, open(65_000, 0, RR, BOTH, BOTH), BgpError.UNACCEPTABLE_HOLD_TIME),
                arguments(WHOLE, open(65_000, 2, RR, BOTH, BOTH), BgpError.UNACCEPTABLE_HOLD_TIME),
                arguments(WHOLE, open(65_000, 3, RR, IPV4, IPV4), BgpError.UNSUPPORTED_CAPABILITY),
                // From the best path alone nobody could tell that another one is gone.
                arguments(WHOLE, open(65_000, 3, RR, BOTH, IPV4), BgpError.UNSUPPORTED_CAPABILITY),
                arguments(terms(IPV4, true), open(65_000, 3, RR, IPV6, IPV6), BgpError.UNSUPPORTED_CAPABILITY));
    }

    @ParameterizedTest
    @MethodSource("disagreed")
    void whatIsNot(ClientTerms terms, BgpOpen open, BgpError error) {
        assertThat(terms.judge(open)).isInstanceOfSatisfying(Disagreed.class, no -> assertThat(no.error())
                .isEqualTo(error));
    }

    @Test
    void aReflectorIsNotTheObserverItself() {
        var own = new ClientTerms(WHOLE.reflector(), Address.of(RR));

        assertThat(own.judge(open(65_000, 3, RR, BOTH, BOTH)))
                .isInstanceOfSatisfying(
                        Disagreed.class, no -> assertThat(no.error()).isEqualTo(BgpError.BAD_IDENTIFIER));
    }

    private static ClientTerms terms(Set<AddressFamily> families, boolean bmp) {
        return new ClientTerms(
                new Reflector(RouterName.of("rr1"), Address.of(RR), Asn.of(65_000), families, bmp),
                Address.of("198.51.100.200"));
    }

    private static BgpOpen open(
            long asn, int hold, String identifier, Set<AddressFamily> families, Set<AddressFamily> allPaths) {
        return new BgpOpen(asn, hold, Address.of(identifier), families, true, allPaths);
    }

    private static Duration seconds(int count) {
        return Duration.ofSeconds(count);
    }
}
