package io.ipfabric.ipam.domain;

import static io.ipfabric.contracts.value.AddressFamily.IPV4;
import static io.ipfabric.contracts.value.AddressFamily.IPV6;
import static io.ipfabric.ipam.domain.Pools.COOLDOWN;
import static io.ipfabric.ipam.domain.Pools.LAB;
import static io.ipfabric.ipam.domain.Pools.pool;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.ipam.domain.Tenancy.Allocated;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FreeAddressPickerTest {

    private final InMemoryFabric fabric = new InMemoryFabric();

    @Test
    void hands_out_the_lowest_address_that_was_never_used() {
        fabric.with(pool("a", "192.0.2.0/29"));

        assertThat(allocated("vm-1", IPV4)).containsExactly("192.0.2.1");
        assertThat(allocated("vm-2", IPV4)).containsExactly("192.0.2.2");
    }

    @Test
    void hands_out_the_last_address_of_an_ipv4_pool() {
        fabric.with(pool("a", "192.0.2.0/30"));

        assertThat(IntStream.range(0, 3)
                        .mapToObj(i -> allocated("vm-" + i, IPV4).getFirst()))
                .containsExactly("192.0.2.1", "192.0.2.2", "192.0.2.3");
    }

    @Test
    void jumps_over_reservations_and_over_what_was_named() {
        fabric.with(pool("a", "192.0.2.0/28", "192.0.2.4/30"));
        allocatedNamed("named-1", "192.0.2.1");
        allocatedNamed("named-2", "192.0.2.2");
        allocatedNamed("named-3", "192.0.2.8");
        allocatedNamed("named-4", "192.0.2.3");

        assertThat(allocated("vm-1", IPV4)).containsExactly("192.0.2.9");
    }

    @Test
    void a_64_of_ipv6_is_no_larger_than_a_small_pool() {
        fabric.with(pool("a", "2001:db8::/64", "2001:db8::/65"));

        assertThat(allocated("vm-1", IPV6)).containsExactly("2001:db8:0:0:8000::");
    }

    @Test
    void takes_the_longest_released_when_all_were_used() {
        fabric.with(pool("a", "192.0.2.0/30"));
        for (var vm : List.of("vm-1", "vm-2", "vm-3")) {
            allocated(vm, IPV4);
        }
        release("vm-2");
        fabric.pass(Duration.ofSeconds(1));
        release("vm-1");
        fabric.pass(COOLDOWN);

        assertThat(allocated("vm-4", IPV4)).containsExactly("192.0.2.2");
        assertThat(allocated("vm-5", IPV4)).containsExactly("192.0.2.1");
    }

    @Test
    void prefers_what_nobody_had_to_what_cooled_down() {
        fabric.with(pool("a", "192.0.2.0/30"));
        allocated("vm-1", IPV4);
        release("vm-1");
        fabric.pass(COOLDOWN);

        assertThat(allocated("vm-2", IPV4)).containsExactly("192.0.2.2");
    }

    @Test
    void goes_on_with_the_next_pool_when_the_first_is_full() {
        fabric.with(pool("a", "192.0.2.0/32")).with(pool("b", "198.51.100.7/32"));

        assertThat(allocated("vm-1", IPV4)).containsExactly("192.0.2.0");
        assertThat(allocated("vm-2", IPV4)).containsExactly("198.51.100.7");
        assertThat(refused("vm-3", request(IPV4))).isEqualTo(ProblemType.POOL_EXHAUSTED);
    }

    @Test
    void gives_both_families_or_neither() {
        fabric.with(pool("v4", "192.0.2.0/30")).with(pool("v6", "2001:db8::/128"));

        assertThat(allocated("vm-1", IPV4, IPV6)).containsExactly("192.0.2.1", "2001:db8::");
        assertThat(refused("vm-2", request(IPV4, IPV6))).isEqualTo(ProblemType.POOL_EXHAUSTED);
        assertThat(allocated("vm-3", IPV4)).containsExactly("192.0.2.2");
    }

    @Test
    void gives_a_named_address_beside_one_of_each_family() {
        fabric.with(pool("v4", "192.0.2.0/29"));
        var request = new AddressRequest(LAB, List.of(IPV4), List.of(Address.of("192.0.2.1")));

        assertThat(allocated("vm-1", request)).containsExactly("192.0.2.1", "192.0.2.2");
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0, ADDRESS_RESERVED",
        "192.0.2.9, ADDRESS_RESERVED",
        "192.0.2.1, ADDRESS_TAKEN",
        "192.0.2.2, ADDRESS_TAKEN"
    })
    void refuses_a_named_address(String named, ProblemType reason) {
        fabric.with(pool("a", "192.0.2.0/28", "192.0.2.8/30"));
        allocatedNamed("owner", "192.0.2.1");
        allocatedNamed("gone", "192.0.2.2");
        release("gone");

        assertThat(refused("vm-1", requestNamed(named))).isEqualTo(reason);
    }

    @Test
    void an_address_of_no_pool_is_unknown_and_may_be_known_in_a_moment() {
        fabric.with(pool("a", "192.0.2.0/28"));

        assertThat(fabric.offer(requestNamed("198.51.100.1"))).isInstanceOfSatisfying(Offer.Unknown.class, unknown -> {
            assertThat(unknown.problem().type()).isEqualTo(ProblemType.ADDRESS_NOT_IN_POOL);
            assertThat(unknown.problem().field()).isEqualTo("addresses[0]");
        });
    }

    @Test
    void a_family_without_a_pool_is_unknown_and_may_be_known_in_a_moment() {
        assertThat(fabric.offer(request(IPV6))).isInstanceOfSatisfying(Offer.Unknown.class, unknown -> assertThat(
                        unknown.problem().type())
                .isEqualTo(ProblemType.NO_POOL));
    }

    @Test
    void a_request_for_nothing_is_refused() {
        assertThat(refused("vm-1", request())).isEqualTo(ProblemType.INVALID_FIELD);
    }

    private List<String> allocated(String vm, AddressFamily... families) {
        return allocated(vm, request(families));
    }

    private void allocatedNamed(String vm, String... addresses) {
        assertThat(allocated(vm, requestNamed(addresses))).containsExactly(addresses);
    }

    private List<String> allocated(String vm, AddressRequest request) {
        var id = VmId.of(vm);
        return switch (fabric.want(id, fabric.generation(id, 1), request).state()) {
            case Allocated(var _, var held) ->
                Tenancy.allocations(held).stream()
                        .map(AllocatedAddress::address)
                        .map(Address::toString)
                        .toList();
            case Tenancy other -> throw new AssertionError("not allocated but " + other);
        };
    }

    private ProblemType refused(String vm, AddressRequest request) {
        return switch (fabric.offer(request)) {
            case Offer.Refused(var problem) -> problem.type();
            case Offer other -> throw new AssertionError(vm + " is not refused but " + other);
        };
    }

    private void release(String vm) {
        for (var held : fabric.held()) {
            fabric.endRoute(
                    VmId.of(vm), held.allocation().address(), held.allocation().sequence());
        }
        var id = VmId.of(vm);
        assertThat(fabric.delete(id, fabric.generation(id, 0)).state()).isInstanceOf(Tenancy.Vacant.class);
    }

    private static AddressRequest request(AddressFamily... families) {
        return new AddressRequest(LAB, List.of(families), List.of());
    }

    private static AddressRequest requestNamed(String... addresses) {
        return new AddressRequest(
                LAB, List.of(), Arrays.stream(addresses).map(Address::of).toList());
    }
}
