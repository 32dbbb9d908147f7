package io.ipfabric.simulation;

import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.RouteClass;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.node.domain.KernelRoute;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What operators said of nodes, and may be wrong: that a node is silent. Until the node does as it was told then, or later, and not by chance, what its kernel still
 * routes to the VM of that time is what the word answers for, and no invariant holds it against anybody. That, and nothing else: not another VM, another
 * address, another node, nor the same one once it has obeyed.
 */
final class Words {

    /** By the epoch that the node was not seen to obey: no other word has it. */
    private final Database.Table<Epoch, Word> words;

    private final Set<Epoch> over = new HashSet<>();
    private List<Word> standing = List.of();

    Words(Database database) {
        words = database.table();
    }

    /**
     * @param epoch of the order that it is taken to obey
     * @param link of the VM, on any node
     */
    record Word(VmId vm, NodeName node, Epoch epoch, Set<Address> addresses, String link) {}

    void say(Word word) {
        words.put(word.epoch(), word);
    }

    /** Each word ends when its node has done as it was told. */
    void look(World world) {
        standing = words.values().stream()
                .filter(word -> !over.contains(word.epoch()))
                .toList();
        standing.stream()
                .filter(word -> hasObeyed(world.node(word.node()), word))
                .forEach(word -> over.add(word.epoch()));
    }

    private static boolean hasObeyed(Node node, Word word) {
        var since = node.heard().stream()
                .filter(endpoint -> !word.epoch().isAfter(endpoint.epoch()))
                .toList();
        return since.stream().anyMatch(endpoint -> endpoint.vm().equals(word.vm()))
                && node.view().interfaces().stream()
                        .noneMatch(view ->
                                view.vm().equals(word.vm()) && word.epoch().isAfter(view.epoch()))
                && node.routes().stream()
                        .filter(route -> isOf(word, node, route))
                        .allMatch(route -> since.stream().anyMatch(endpoint -> isOrdered(node, endpoint, route)));
    }

    /** Whoever has the address since may be told the same of it, but never to the VM of that time. */
    private static boolean isOrdered(Node node, Endpoint endpoint, KernelRoute route) {
        return (Node.leadsToNoGuest(route)
                        || node.leadsTo(route, endpoint.iface().name().value()))
                && endpoint.addresses().stream().anyMatch(own -> own.address()
                        .equals(route.destination().network()))
                && RouteClass.of(endpoint.forwarding(), endpoint.announcement())
                        .filter(wanted -> wanted.metric() == route.metric())
                        .isPresent();
    }

    /** To the VM itself, to where it was said to be, or to nowhere, because it has just gone. */
    private static boolean isOf(Word word, Node node, KernelRoute route) {
        return word.addresses().contains(route.destination().network())
                && (Node.leadsToNoGuest(route) || node.leadsTo(route, word.link()));
    }

    /** Whether a word answers for this route of the node. */
    boolean coverRoute(Node node, KernelRoute route) {
        return standing.stream().anyMatch(word -> word.node().equals(node.name()) && isOf(word, node, route));
    }

    /** Whether it was said of the node that it obeys, although this intent of it may be the last that is on the topic. */
    boolean coverIntent(Endpoint intent) {
        return words.values().stream()
                .anyMatch(word -> word.node().equals(intent.node())
                        && word.vm().equals(intent.vm())
                        && word.epoch().isAfter(intent.epoch()));
    }
}
