package io.ipfabric.lab.hypervisor;

import com.fasterxml.jackson.databind.JsonNode;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.NodeName;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a guest has, as its kernel shows it. The alias of each interface is the node that its other end is on: a hypervisor that was restarted in the
 * middle of a move reads there how far it came.
 */
record GuestLinks(List<Link> links) {

    /** The interface that the guest uses. */
    static final String ACTIVE = "eth0";

    /** One that is ready on another node, and down. */
    static final String PREPARED = "eth1";

    /** The one that it used before its last move. */
    static final String LEFT = "old0";

    static final GuestLinks NONE = new GuestLinks(List.of());

    GuestLinks {
        links = List.copyOf(links);
    }

    /**
     * An interface.
     *
     * @param node where its other end is; empty: it was made, and not yet marked
     * @param addresses of global scope
     */
    record Link(String name, Optional<NodeName> node, MacAddress mac, Set<Address> addresses) {
        Link {
            addresses = Set.copyOf(addresses);
        }
    }

    /**
     * Reads what iproute2 says.
     *
     * @param links of {@code ip -json link show}: the other does not tell an alias
     * @param addresses of {@code ip -json address show}
     */
    static GuestLinks parse(JsonNode links, JsonNode addresses) {
        return new GuestLinks(links.valueStream()
                .filter(link -> link.path("link_type").asText().equals("ether"))
                .map(link -> link(link, addresses))
                .toList());
    }

    private static Link link(JsonNode shown, JsonNode addresses) {
        var name = shown.path("ifname").asText();
        var global = addresses
                .valueStream()
                .filter(link -> link.path("ifname").asText().equals(name))
                .flatMap(link -> link.path("addr_info").valueStream())
                .filter(address -> address.path("scope").asText().equals("global"))
                .map(address -> Address.of(address.path("local").asText()))
                .collect(Collectors.toSet());
        return new Link(
                name,
                Optional.ofNullable(shown.path("ifalias").textValue()).map(NodeName::of),
                MacAddress.of(shown.path("address").asText()),
                global);
    }

    Optional<Link> active() {
        return named(ACTIVE);
    }

    Optional<Link> prepared() {
        return named(PREPARED);
    }

    boolean isAttachedTo(NodeName node) {
        return active().flatMap(Link::node).filter(node::equals).isPresent();
    }

    boolean isPreparedOn(NodeName node) {
        return prepared().flatMap(Link::node).filter(node::equals).isPresent();
    }

    /** Names of those that it neither uses nor is about to use on that node. */
    List<String> spare(Optional<NodeName> target) {
        return links.stream()
                .filter(link -> !link.name().equals(ACTIVE))
                .filter(link -> !link.name().equals(PREPARED)
                        || target.isEmpty()
                        || !link.node().equals(target))
                .map(Link::name)
                .toList();
    }

    boolean has(String name) {
        return named(name).isPresent();
    }

    private Optional<Link> named(String name) {
        return links.stream().filter(link -> link.name().equals(name)).findFirst();
    }
}
