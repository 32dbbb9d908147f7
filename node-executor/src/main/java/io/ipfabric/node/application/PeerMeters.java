package io.ipfabric.node.application;

import io.ipfabric.contracts.event.TopologyEvent.ReflectorTopology;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.node.domain.Topology;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The router's peers: the reflectors, by name where the topology knows them. Told in the thread that asks the router, once a second, and changed only
 * by what is new: nothing of a guest waits for it.
 */
public final class PeerMeters {

    private final MultiGauge established;
    private final MultiGauge prefixes;
    /** Guarded by this. */
    private Map<Address, String> names = Map.of();
    /** Guarded by this. */
    private List<PeerFigures> figures = List.of();

    PeerMeters(MeterRegistry registry) {
        established = MultiGauge.builder("fabric.agent.bgp.session.established")
                .description("1 while the node's router has the BGP session, in any address family; else 0")
                .register(registry);
        prefixes = MultiGauge.builder("fabric.agent.bgp.prefixes")
                .description("Prefixes that the node's router has from a peer, or announces to it")
                .register(registry);
    }

    public synchronized void names(Topology topology) {
        var known = topology.clusters().values().stream()
                .flatMap(cluster -> cluster.reflectors().stream())
                .collect(Collectors.toMap(
                        ReflectorTopology::address,
                        reflector -> reflector.name().value(),
                        (one, _) -> one));
        if (!known.equals(names)) {
            names = known;
            show();
        }
    }

    /** @param told empty if the router does not answer: then its peers are who they were, and none has a session */
    public synchronized void told(List<PeerFigures> told) {
        var next = told.isEmpty() ? figures.stream().map(PeerMeters::silent).toList() : told;
        if (!next.equals(figures)) {
            figures = List.copyOf(next);
            show();
        }
    }

    private static PeerFigures silent(PeerFigures figures) {
        return new PeerFigures(figures.peer(), figures.family(), false, 0, 0);
    }

    private void show() {
        var sessions = new TreeMap<String, Boolean>();
        var rows = new ArrayList<MultiGauge.Row<?>>();
        for (var each : figures) {
            var peer = names.getOrDefault(each.peer(), each.peer().toString());
            sessions.merge(peer, each.established(), Boolean::logicalOr);
            rows.add(row(peer, each, "received", each.received()));
            rows.add(row(peer, each, "sent", each.sent()));
        }
        prefixes.register(rows, true);
        established.register(
                sessions.entrySet().stream()
                        .<MultiGauge.Row<?>>map(session ->
                                MultiGauge.Row.of(Tags.of("peer", session.getKey()), session.getValue() ? 1 : 0))
                        .toList(),
                true);
    }

    private static MultiGauge.Row<?> row(String peer, PeerFigures figures, String direction, long count) {
        var family = figures.family().name().toLowerCase(Locale.ROOT);
        return MultiGauge.Row.of(Tags.of("peer", peer, "family", family, "direction", direction), count);
    }
}
