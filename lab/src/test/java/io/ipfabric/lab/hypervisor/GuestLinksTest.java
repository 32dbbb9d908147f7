package io.ipfabric.lab.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.lab.hypervisor.GuestLinks.Link;
import io.ipfabric.lab.process.Json;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GuestLinksTest {

    /** As iproute2 6.1 says it, without what nobody reads. */
    private static final String LINKS = """
            [{"ifname": "lo", "link_type": "loopback", "address": "00:00:00:00:00:00"},
             {"ifname": "eth0", "link_type": "ether", "address": "02:00:0a:40:00:0a", "ifalias": "node1"},
             {"ifname": "eth1", "link_type": "ether", "address": "02:00:0a:40:00:0a"}]
            """;

    private static final String ADDRESSES = """
            [{"ifname": "lo", "addr_info": [
                {"family": "inet", "local": "127.0.0.1", "prefixlen": 8, "scope": "host"}]},
             {"ifname": "eth0", "addr_info": [
                {"family": "inet", "local": "198.51.100.7", "prefixlen": 32, "scope": "global"},
                {"family": "inet6", "local": "2001:db8:100::7", "prefixlen": 128, "scope": "global"},
                {"family": "inet6", "local": "fe80::aff:fe40:a", "prefixlen": 64, "scope": "link"}]},
             {"ifname": "eth1", "addr_info": []}]
            """;

    private final GuestLinks links = GuestLinks.parse(Json.read(LINKS), Json.read(ADDRESSES));

    @Test
    void theAliasIsTheNodeAndOnlyGlobalAddressesCount() {
        assertThat(links.active())
                .contains(new Link(
                        "eth0",
                        Optional.of(NodeName.of("node1")),
                        MacAddress.of("02:00:0a:40:00:0a"),
                        Set.of(Address.of("198.51.100.7"), Address.of("2001:db8:100::7"))));
        assertThat(links.isAttachedTo(NodeName.of("node1"))).isTrue();
        assertThat(links.isAttachedTo(NodeName.of("node2"))).isFalse();
    }

    @Test
    void whatHasNoAliasIsPreparedOnNoNode() {
        assertThat(links.prepared()).isPresent();
        assertThat(links.isPreparedOn(NodeName.of("node1"))).isFalse();
        assertThat(links.spare(Optional.of(NodeName.of("node1")))).containsExactly("eth1");
    }
}
