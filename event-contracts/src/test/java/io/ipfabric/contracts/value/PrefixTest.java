package io.ipfabric.contracts.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.math.BigInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "10.0.0.0",
                "10.0.0.0/",
                "/8",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/+8",
                "10.0.0.0/08",
                "10.0.0.0/8/8",
                "10.0.0.1/8",
                "10.0.0.0/999",
                "10.0.0.0/99999999999",
                "2001:db8::/129",
                "2001:db8::1/127",
                "2001:db8::1/64",
                "::ffff:0:0/96",
                "10.0.0.0/255.0.0.0",
                "10.0.0.0 /8",
                "10.0.0.0/٨"
            })
    void noPrefixIsRefused(String text) {
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> Prefix.of(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0/0", "::/0", "192.0.2.0/24", "192.0.2.255/32", "2001:db8::/32", "2001:db8::1/128"})
    void textIsKept(String text) {
        assertThat(Prefix.of(text)).hasToString(text);
    }

    @Property
    void parseUndoesRender(@ForAll("prefixes") Prefix prefix) {
        assertThat(Prefix.of(prefix.toString())).isEqualTo(prefix).hasSameHashCodeAs(prefix);
    }

    @Property
    void itHoldsItsFirstAndLastAddressAndNoOther(@ForAll("prefixes") Prefix prefix) {
        var last = prefix.size().subtract(BigInteger.ONE);
        assertThat(prefix.at(BigInteger.ZERO)).isEqualTo(prefix.network()).matches(prefix::contains);
        assertThat(prefix.contains(prefix.at(last))).isTrue();
        assertThat(prefix.at(last).number().subtract(prefix.network().number())).isEqualTo(last);
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> prefix.at(prefix.size()));
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> prefix.at(BigInteger.valueOf(-1)));
        var next = prefix.at(last).number().add(BigInteger.ONE);
        if (next.bitLength() <= prefix.family().bits()) {
            assertThat(prefix.contains(Address.ofNumber(prefix.family(), next))).isFalse();
        }
    }

    @Property
    void containmentIsOfRanges(@ForAll("prefixes") Prefix one, @ForAll("prefixes") Prefix other) {
        boolean sameFamily = one.family() == other.family();
        boolean inside = sameFamily
                && first(one).compareTo(first(other)) <= 0
                && last(other).compareTo(last(one)) <= 0;
        boolean meet = sameFamily
                && first(one).compareTo(last(other)) <= 0
                && first(other).compareTo(last(one)) <= 0;
        assertThat(one.contains(other)).isEqualTo(inside);
        assertThat(one.overlaps(other)).isEqualTo(meet).isEqualTo(other.overlaps(one));
        assertThat(Integer.signum(one.compareTo(other))).isEqualTo(-Integer.signum(other.compareTo(one)));
        assertThat(one.compareTo(other) == 0).isEqualTo(one.equals(other));
    }

    /** Short ones and neighbors: others would never meet. */
    @Provide
    Arbitrary<Prefix> prefixes() {
        var ipv4 = Combinators.combine(
                        Arbitraries.longs().between(0, 0xFFFF_FFFFL),
                        Arbitraries.integers().between(0, 32))
                .as((number, length) -> masked(AddressFamily.IPV4, BigInteger.valueOf(number), length));
        var ipv6 = Combinators.combine(
                        Arbitraries.bigIntegers()
                                .between(
                                        BigInteger.ZERO,
                                        BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE)),
                        Arbitraries.integers().between(0, 128))
                .as((number, length) -> masked(AddressFamily.IPV6, number.setBit(127), length));
        return Arbitraries.oneOf(ipv4, ipv6);
    }

    private static Prefix masked(AddressFamily family, BigInteger number, int length) {
        int host = family.bits() - length;
        return new Prefix(Address.ofNumber(family, number.shiftRight(host).shiftLeft(host)), length);
    }

    private static BigInteger first(Prefix prefix) {
        return prefix.network().number();
    }

    private static BigInteger last(Prefix prefix) {
        return first(prefix).add(prefix.size()).subtract(BigInteger.ONE);
    }
}
