package io.ipfabric.node.adapter.netlink.nftables;

import static io.ipfabric.node.adapter.netlink.PrivateNetwork.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.node.adapter.netlink.PrivateNetwork;
import io.ipfabric.node.application.KernelException;
import io.ipfabric.node.domain.GuestBinding;
import io.ipfabric.node.domain.HairpinGuard;
import io.ipfabric.node.domain.SourceFilterPolicy;
import io.ipfabric.node.domain.SourceFilterState;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The sets in a real kernel, checked with nft(8) as a second opinion. */
@ExtendWith(PrivateNetwork.class)
class NftablesSourceFilterTest {

    private static final InterfaceName LINK = InterfaceName.of("sea_gold_net0");
    private static final SourceFilterPolicy POLICY = new SourceFilterPolicy(
            Set.of(Address.of("10.0.0.1"), Address.of("fe80::1")),
            Set.of(Prefix.of("198.51.100.0/24"), Prefix.of("2001:db8:ffff::/64")),
            Set.of(Prefix.of("192.0.2.0/24"), Prefix.of("2001:db8::/64")));
    private static final SourceFilterState GUEST = new SourceFilterState(
            Set.of(LINK),
            Set.of(
                    new GuestBinding(LINK, Address.of("192.0.2.10")),
                    new GuestBinding(LINK, Address.of("2001:db8::10"))),
            Set.of());

    private NftablesSourceFilter filter;

    @BeforeEach
    void install() {
        filter = NftablesSourceFilter.open();
        filter.install(POLICY);
    }

    @AfterEach
    void close() {
        filter.close();
    }

    @Test
    void aGuestIsAddedObservedAndRemovedIdempotently() {
        filter.change(GUEST, SourceFilterState.EMPTY);
        filter.change(GUEST, SourceFilterState.EMPTY);

        assertThat(filter.observe()).isEqualTo(GUEST);
        assertThat(run("nft list set inet ip_fabric guest_links")).contains("{ \"sea_gold_net0\" }");
        assertThat(run("nft list set inet ip_fabric sources_ipv4")).contains("{ \"sea_gold_net0\" . 192.0.2.10 }");
        assertThat(run("nft list set inet ip_fabric sources_ipv6")).contains("{ \"sea_gold_net0\" . 2001:db8::10 }");

        filter.change(SourceFilterState.EMPTY, GUEST);
        filter.change(SourceFilterState.EMPTY, GUEST);
        assertThat(filter.observe()).isEqualTo(SourceFilterState.EMPTY);
    }

    @Test
    void anAddressMovesFromOneInterfaceToAnotherAtOnce() {
        var other = new GuestBinding(InterfaceName.of("b_net0"), Address.of("192.0.2.10"));
        filter.change(GUEST, SourceFilterState.EMPTY);

        filter.change(new SourceFilterState(Set.of(other.link()), Set.of(other), Set.of()), GUEST);

        assertThat(filter.observe()).isEqualTo(new SourceFilterState(Set.of(other.link()), Set.of(other), Set.of()));
    }

    @Test
    void aGuardIsAddedObservedAndRemovedIdempotently() {
        var mac = MacAddress.of("02:ff:00:00:00:0b");
        var guards = new SourceFilterState(
                Set.of(),
                Set.of(),
                Set.of(
                        new HairpinGuard(mac, Address.of("192.0.2.10")),
                        new HairpinGuard(mac, Address.of("2001:db8::10"))));
        filter.change(guards, SourceFilterState.EMPTY);
        filter.change(guards, SourceFilterState.EMPTY);

        assertThat(filter.observe()).isEqualTo(guards);
        assertThat(run("nft list set inet ip_fabric hairpinned_ipv4")).contains("{ 02:ff:00:00:00:0b . 192.0.2.10 }");
        assertThat(run("nft list set inet ip_fabric hairpinned_ipv6")).contains("{ 02:ff:00:00:00:0b . 2001:db8::10 }");

        filter.change(SourceFilterState.EMPTY, guards);
        filter.change(SourceFilterState.EMPTY, guards);
        assertThat(filter.observe()).isEqualTo(SourceFilterState.EMPTY);
    }

    @Test
    void renewingTheRulesKeepsTheGuestsAndNothingTwice() {
        filter.change(GUEST, SourceFilterState.EMPTY);
        var before = run("nft -s list ruleset");

        filter.install(POLICY);

        assertThat(run("nft -s list ruleset")).isEqualTo(before);
        assertThat(filter.observe()).isEqualTo(GUEST);
    }

    @Test
    void aThousandGuestsComeAndGo() {
        var links = new HashSet<InterfaceName>();
        var bindings = new HashSet<GuestBinding>();
        for (int i = 0; i < 1000; i++) {
            var link = InterfaceName.of("v" + i + "_net0");
            links.add(link);
            bindings.add(new GuestBinding(link, Address.of("10.64." + i / 250 + "." + i % 250)));
            bindings.add(new GuestBinding(link, Address.of("2001:db8::1:" + Integer.toHexString(i))));
        }
        var guests = new SourceFilterState(links, bindings, Set.of());

        filter.change(guests, SourceFilterState.EMPTY);
        assertThat(filter.observe()).isEqualTo(guests);

        filter.change(SourceFilterState.EMPTY, guests);
        assertThat(filter.observe()).isEqualTo(SourceFilterState.EMPTY);
    }

    @Test
    void tablesOfOthersStay() {
        run("nft add table inet other");
        run("nft add chain inet other input { type filter hook input priority 0; policy drop; }");
        var before = run("nft list table inet other");

        filter.install(POLICY);
        filter.change(GUEST, SourceFilterState.EMPTY);

        assertThat(run("nft list table inet other")).isEqualTo(before);
    }

    @Test
    void withoutRulesNothingIsObservedAndAChangeIsAnError() {
        run("nft delete table inet ip_fabric");

        assertThat(filter.observe()).isEqualTo(SourceFilterState.EMPTY);
        assertThatExceptionOfType(KernelException.class)
                .isThrownBy(() -> filter.change(GUEST, SourceFilterState.EMPTY))
                .withMessageContaining("ENOENT");
    }
}
