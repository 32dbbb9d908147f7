package io.ipfabric.node.adapter.netlink.nftables;

import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.node.adapter.netlink.Acknowledgement;
import io.ipfabric.node.adapter.netlink.Errno;
import io.ipfabric.node.adapter.netlink.Netlink;
import io.ipfabric.node.adapter.netlink.NetlinkConnection;
import io.ipfabric.node.adapter.netlink.nftables.ElementMessages.Element;
import io.ipfabric.node.application.KernelException;
import io.ipfabric.node.application.SourceFilter;
import io.ipfabric.node.domain.GuestBinding;
import io.ipfabric.node.domain.HairpinGuard;
import io.ipfabric.node.domain.SourceFilterPolicy;
import io.ipfabric.node.domain.SourceFilterState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Stream;

/** The source filter in nftables; see the package. A lock lets one call at a time to the connection. */
public final class NftablesSourceFilter implements SourceFilter {

    private final ReentrantLock lock = new ReentrantLock();
    private final NetlinkConnection connection;
    private final String table;
    private final Function<SourceFilterPolicy, String> ruleset;
    private boolean closed;

    private NftablesSourceFilter(
            NetlinkConnection connection, String table, Function<SourceFilterPolicy, String> ruleset) {
        this.connection = connection;
        this.table = table;
        this.ruleset = ruleset;
    }

    /** The filter of the network namespace that the calling thread is in; {@link #install} must be called from there too. */
    public static NftablesSourceFilter open() {
        return new NftablesSourceFilter(
                NetlinkConnection.open(Netlink.NETLINK_NETFILTER),
                SourceFilterRuleset.TABLE,
                SourceFilterRuleset::render);
    }

    /** The same sets in a table of their own, which no packet passes; {@link #removeRehearsal} takes it away. */
    public static NftablesSourceFilter openForRehearsal() {
        return new NftablesSourceFilter(
                NetlinkConnection.open(Netlink.NETLINK_NETFILTER),
                SourceFilterRuleset.REHEARSAL_TABLE,
                _ -> SourceFilterRuleset.rehearsalSets());
    }

    /** Also where there is none. */
    public static void removeRehearsal() {
        NftCommand.apply(SourceFilterRuleset.noRehearsal());
    }

    @Override
    public void install(SourceFilterPolicy policy) {
        NftCommand.apply(ruleset.apply(policy));
    }

    @Override
    public SourceFilterState observe() {
        lock.lock();
        try {
            var links = new HashSet<InterfaceName>();
            for (var key : keys(SourceFilterRuleset.GUEST_LINKS)) {
                ElementMessages.link(key).ifPresent(links::add);
            }
            var bindings = new HashSet<GuestBinding>();
            for (var family : AddressFamily.values()) {
                for (var key : keys(SourceFilterRuleset.sourcesOf(family))) {
                    ElementMessages.binding(key, family).ifPresent(bindings::add);
                }
            }
            var guards = new HashSet<HairpinGuard>();
            for (var family : AddressFamily.values()) {
                for (var key : keys(SourceFilterRuleset.hairpinnedOf(family))) {
                    ElementMessages.guard(key, family).ifPresent(guards::add);
                }
            }
            return new SourceFilterState(links, bindings, guards);
        } finally {
            lock.unlock();
        }
    }

    private List<byte[]> keys(String set) {
        var answer = connection.dump(request -> ElementMessages.dump(request, table, set), ElementMessages::keys);
        if (answer.acknowledgement().error() == Errno.ENOENT) {
            return List.of();
        }
        requireOk("read set " + set, answer.acknowledgement());
        return answer.items().stream().flatMap(List::stream).toList();
    }

    @Override
    public void change(SourceFilterState added, SourceFilterState removed) {
        lock.lock();
        try {
            var toAdd = new ArrayDeque<>(elements(added));
            var toRemove = new ArrayDeque<>(elements(removed));
            while (!toAdd.isEmpty() || !toRemove.isEmpty()) {
                transact(toAdd, toRemove);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes as many of the elements as go into one transaction. */
    private void transact(Queue<Element> toAdd, Queue<Element> toRemove) {
        var batch = connection.newBatch();
        ElementMessages.begin(batch);
        while (batch.hasRoom() && !toAdd.isEmpty()) {
            ElementMessages.add(batch, table, toAdd.remove());
        }
        while (batch.hasRoom() && !toRemove.isEmpty()) {
            var element = toRemove.remove();
            // To delete what is absent would fail the whole transaction; older kernels have no other way to say "if
            // there".
            ElementMessages.add(batch, table, element);
            ElementMessages.delete(batch, table, element);
        }
        ElementMessages.end(batch);
        for (var acknowledgement : connection.exchange(batch)) {
            requireOk("change the source filter", acknowledgement);
        }
    }

    private static List<Element> elements(SourceFilterState state) {
        var links = state.guestLinks().stream().map(Element::of);
        var bindings = state.bindings().stream().map(Element::of);
        var guards = state.guards().stream().map(Element::of);
        return new ArrayList<>(
                Stream.of(links, bindings, guards).flatMap(part -> part).toList());
    }

    private static void requireOk(String what, Acknowledgement acknowledgement) {
        if (!acknowledgement.isOk()) {
            throw new KernelException(
                    "cannot " + what + ": " + acknowledgement.error() + " (" + acknowledgement.message() + ")");
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                connection.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
