package io.ipfabric.lab.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.VmInterface;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmName;
import io.ipfabric.lab.hypervisor.Guest.Move;
import io.ipfabric.lab.hypervisor.Guest.Order;
import io.ipfabric.lab.hypervisor.GuestLinks.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A guest of node1 that may move to node2; node3 is elsewhere. */
class PlacementStepTest {

    private static final MacAddress MAC = MacAddress.of("02:00:0a:40:00:0a");
    private static final NodeName NODE1 = NodeName.of("node1");
    private static final NodeName NODE2 = NodeName.of("node2");
    private static final Address ADDRESS = Address.of("198.51.100.7");

    /** The table of {@link PlacementStep}: where it is in use, what is prepared, what follows. */
    @ParameterizedTest
    @CsvSource({
        "       , node1,      , Nothing",
        "       , node2,      , Prepare node1",
        "       , node3,      , Prepare node1",
        "       , node3, node1, Swap node3 node1 at once",
        "       ,      ,      , Prepare node1",
        "       ,      , node1, Attach node1",
        "PREPARE, node1,      , Prepare node2",
        "PREPARE, node1, node2, Nothing",
        "PREPARE, node2,      , Prepare node1",
        "PREPARE, node2, node1, Swap node2 node1 at once",
        "PREPARE, node3,      , Prepare node1",
        "PREPARE, node3, node1, Swap node3 node1 at once",
        "PREPARE,      ,      , Prepare node1",
        "PREPARE,      , node1, Attach node1",
        "GO     , node1,      , Prepare node2",
        "GO     , node1, node2, Swap node1 node2 when it suits",
        "GO     , node2,      , Nothing",
        "GO     , node3,      , Prepare node1",
        "GO     , node3, node1, Swap node3 node1 at once",
        "GO     ,      ,      , Prepare node1",
        "GO     ,      , node1, Attach node1",
        "STAY   , node1,      , Nothing",
        "STAY   , node1, node2, Delete eth1",
        "STAY   , node2,      , Nothing",
        "STAY   , node3,      , Prepare node1",
        "STAY   , node3, node1, Swap node3 node1 at once",
        "STAY   ,      ,      , Prepare node1",
        "STAY   ,      , node1, Attach node1",
        "       , node1, node2, Delete eth1",
        "PREPARE, node1, node3, Delete eth1",
        "GO     , node2, node1, Delete eth1",
        "       ,      , node2, Delete eth1",
    })
    void followsFromWhatIsThere(
            @Nullable Order order, @Nullable String inUse, @Nullable String prepared, String expected) {
        var links = new ArrayList<Link>();
        if (inUse != null) {
            links.add(link(GuestLinks.ACTIVE, inUse, Set.of(ADDRESS)));
        }
        if (prepared != null) {
            links.add(link(GuestLinks.PREPARED, prepared, Set.of()));
        }

        var step = PlacementStep.next(guest(Optional.ofNullable(order)), new GuestLinks(links));

        assertThat(shown(step)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(Order.class)
    void whatItLeftIsDeletedFirst(Order order) {
        var links = new GuestLinks(List.of(
                link(GuestLinks.LEFT, "node3", Set.of(ADDRESS)), link(GuestLinks.ACTIVE, "node1", Set.of(ADDRESS))));

        assertThat(shown(PlacementStep.next(guest(Optional.of(order)), links))).isEqualTo("Delete old0");
    }

    /** A hypervisor was killed after it made the pair and before it marked it. */
    @Test
    void whatIsNotMarkedIsMadeAnew() {
        var links = new GuestLinks(List.of(
                link(GuestLinks.ACTIVE, "node1", Set.of(ADDRESS)),
                new Link(GuestLinks.PREPARED, Optional.empty(), MAC, Set.of())));

        assertThat(shown(PlacementStep.next(guest(Optional.of(Order.GO)), links)))
                .isEqualTo("Delete eth1");
    }

    @Test
    void addressesAreSetWhereTheyDifferAlone() {
        var links = new GuestLinks(List.of(link(GuestLinks.ACTIVE, "node1", Set.of())));

        assertThat(shown(PlacementStep.next(guest(Optional.empty()), links))).isEqualTo("SetAddresses");
    }

    private static String shown(PlacementStep step) {
        return switch (step) {
            case PlacementStep.Delete(var links) -> "Delete " + String.join(" ", links);
            case PlacementStep.Prepare(var node) -> "Prepare " + node;
            case PlacementStep.Attach(var node) -> "Attach " + node;
            case PlacementStep.Swap(var source, var target, var whenItSuits) ->
                "Swap " + source + " " + target + (whenItSuits ? " when it suits" : " at once");
            case PlacementStep.SetAddresses _ -> "SetAddresses";
            case PlacementStep.Nothing _ -> "Nothing";
        };
    }

    private static Link link(String name, String node, Set<Address> addresses) {
        return new Link(name, Optional.of(NodeName.of(node)), MAC, addresses);
    }

    private static Guest guest(Optional<Order> order) {
        return new Guest(
                VmName.of("web"),
                NODE1,
                new VmInterface(InterfaceName.of("web_net0"), null, null, MAC),
                List.of(ADDRESS),
                order.map(what -> new Move(NODE2, what)));
    }
}
