package io.ipfabric.ipam.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipfabric.contracts.event.InvalidFieldException;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.Prefix;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PoolTest {

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 1", "192.0.2.0/30, 1", "192.0.2.0/31, 0", "192.0.2.7/32, 0",
        "2001:db8::/64, 1", "2001:db8::/126, 1", "2001:db8::/127, 0", "2001:db8::/128, 0"
    })
    void reserves_its_own_network_address_where_it_has_one(String prefix, long reserved) {
        assertThat(Reservations.of(Prefix.of(prefix), List.of()).size()).isEqualTo(BigInteger.valueOf(reserved));
    }

    @Test
    void counts_an_address_once_however_often_it_is_reserved() {
        var asked = Stream.of("192.0.2.8/29", "192.0.2.9/32", "192.0.2.8/30", "192.0.2.0/32", "192.0.2.255/32")
                .map(Prefix::of)
                .toList();

        var reservations = Reservations.of(Prefix.of("192.0.2.0/24"), asked);

        assertThat(reservations.blocks())
                .extracting(Prefix::toString)
                .containsExactly("192.0.2.0/32", "192.0.2.8/29", "192.0.2.255/32");
        assertThat(reservations.size()).isEqualTo(BigInteger.TEN);
    }

    @Test
    void names_the_reservation_that_is_not_within_the_pool() {
        var asked = List.of(Prefix.of("192.0.2.8/29"), Prefix.of("198.51.100.0/24"));

        assertThatThrownBy(() -> Reservations.of(Prefix.of("192.0.2.0/24"), asked))
                .isInstanceOfSatisfying(InvalidFieldException.class, refusal -> assertThat(refusal.field())
                        .isEqualTo("reserved[1]"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0/0",
                "127.0.0.0/24",
                "224.0.0.0/24",
                "240.0.0.0/30",
                "::/0",
                "fe80::/64",
                "ff02::/16",
                "::/96"
            })
    void is_of_routed_unicast_addresses(String prefix) {
        assertThatThrownBy(() -> pool(prefix, Duration.ZERO))
                .isInstanceOfSatisfying(InvalidFieldException.class, refusal -> assertThat(refusal.field())
                        .isEqualTo("prefix"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-1S", "P31D"})
    void cools_down_within_limits(String cooldown) {
        assertThatThrownBy(() -> pool("192.0.2.0/24", Duration.parse(cooldown)))
                .isInstanceOfSatisfying(InvalidFieldException.class, refusal -> assertThat(refusal.field())
                        .isEqualTo("cooldown"));
    }

    @Test
    void a_64_is_counted_to_the_last_address() {
        var usage = PoolUsage.of(pool("2001:db8::/64", Duration.ZERO), 3, 2);

        assertThat(usage.capacity()).isEqualTo("18446744073709551616");
        assertThat(usage.available()).isEqualTo("18446744073709551610");
    }

    /** The arithmetic holds for every length, those that a pool may not have included. */
    @Property
    void a_prefix_is_reserved_and_available_in_exact_parts(
            @ForAll AddressFamily family, @ForAll @IntRange(max = 128) int drawn) {
        int length = Math.min(drawn, family.bits());
        var prefix = new Prefix(Address.ofNumber(family, BigInteger.ZERO), length);

        var reserved = Reservations.of(prefix, List.of()).size();
        var usage = new PoolUsage(prefix.size(), reserved, BigInteger.ZERO, BigInteger.ZERO);

        assertThat(usage.capacity()).isEqualTo(BigInteger.TWO.pow(family.bits() - length));
        assertThat(usage.available().add(reserved)).isEqualTo(usage.capacity());
        assertThat(reserved).isEqualTo(length < family.bits() - 1 ? BigInteger.ONE : BigInteger.ZERO);
    }

    private static Pool pool(String prefix, Duration cooldown) {
        var parsed = Prefix.of(prefix);
        return new Pool(
                PoolName.of("pool"), ClusterName.of("lab"), parsed, Reservations.of(parsed, List.of()), cooldown);
    }
}
