package io.ipfabric.node.adapter.netlink;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.node.adapter.netlink.NetlinkConnection.Answer;
import io.ipfabric.node.application.KernelException;
import io.ipfabric.node.domain.KernelAddress;
import io.ipfabric.node.domain.KernelLink;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.KernelState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Questions to the kernel. */
final class KernelReader {

    private final NetlinkConnection connection;
    private final RouteTable table;

    KernelReader(NetlinkConnection connection, RouteTable table) {
        this.connection = connection;
        this.table = table;
    }

    /** Links come last: a link that an address, neighbor or route names is not missing because it was made meanwhile. */
    KernelState state() {
        var addresses = addresses();
        var neighbors = dump("neighbors", NeighborMessages::dump, NeighborMessages::decode);
        var routes = new HashSet<KernelRoute>();
        for (var family : AddressFamily.values()) {
            routes.addAll(routes(family));
        }
        var links = dump("links", LinkMessages::dump, LinkMessages::decode);
        return new KernelState(links, addresses, new HashSet<>(neighbors), routes);
    }

    Set<KernelAddress> addresses() {
        return new HashSet<>(dump("addresses", AddressMessages::dump, AddressMessages::decode));
    }

    /** Of our protocol number in our table, which a new network namespace does not have until its first route. */
    List<KernelRoute> routes(AddressFamily family) {
        var answer = connection.dump(
                request -> RouteMessages.dumpOurs(request, table, family),
                message -> RouteMessages.decodeOurs(table, message));
        return answer.acknowledgement().error() == Errno.ENOENT ? List.of() : items("routes", answer);
    }

    Optional<KernelLink> link(int index) {
        return link(request -> LinkMessages.get(request, index));
    }

    Optional<KernelLink> link(String name) {
        return link(request -> LinkMessages.get(request, name));
    }

    private Optional<KernelLink> link(Consumer<RequestBatch> request) {
        var answer = connection.get(request, LinkMessages::decode);
        return answer.acknowledgement().error() == Errno.ENODEV
                ? Optional.empty()
                : items("a link", answer).stream().findFirst();
    }

    long receivedPackets(int index) {
        var answer = connection.get(
                request -> LinkMessages.getWithStatistics(request, index), LinkMessages::receivedPackets);
        return answer.acknowledgement().error() == Errno.ENODEV
                ? 0
                : items("what a link received", answer).stream().findFirst().orElse(0L);
    }

    Optional<MacAddress> neighborMac(Address address, int index) {
        var answer =
                connection.get(request -> NeighborMessages.get(request, address, index), NeighborMessages::decodeMac);
        return switch (answer.acknowledgement().error()) {
            case ENOENT, ENODEV -> Optional.empty();
            default -> items("the neighbor " + address, answer).stream().findFirst();
        };
    }

    Optional<KernelRoute> selectedRoute(Address destination) {
        var answer = connection.get(request -> RouteMessages.select(request, destination), RouteMessages::decode);
        return switch (answer.acknowledgement().error()) {
            case ENETUNREACH, EHOSTUNREACH -> Optional.empty();
            default -> items("the route to " + destination, answer).stream().findFirst();
        };
    }

    private <T> List<T> dump(
            String what, Consumer<RequestBatch> request, Function<NetlinkMessage, Optional<T>> decoder) {
        return items(what, connection.dump(request, decoder));
    }

    private static <T> List<T> items(String what, Answer<T> answer) {
        var acknowledgement = answer.acknowledgement();
        if (!acknowledgement.isOk()) {
            throw new KernelException("the kernel refuses to tell " + what + ": " + acknowledgement.error() + " ("
                    + acknowledgement.message() + ")");
        }
        return new ArrayList<>(answer.items());
    }
}
