package io.ipfabric.routing.adapter.postgres;

import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.event.ManifestDigest;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.FabricId;
import io.ipfabric.contracts.value.NodeInstance;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.routing.domain.NodeManifest;
import io.ipfabric.routing.domain.RoutingContext.FabricNode;
import java.util.List;

/** A node's row: as what its manifest says, and as what the decider knows of it. */
final class NodeRows {

    /** Of {@code fabric f} and {@code node n}. */
    static final String MANIFEST = """
            cast(f.id as text), n.name, n.partition, n.instance, n.manifest_generation, n.endpoints, n.digest, n.removals
            """;

    /** Of {@code node n} and {@code cluster c}: its gateways, absent for one that is leaving, and its addresses. */
    static final String FABRIC_NODE =
            "case when not n.leaving then cast(c.gateways as text) end, n.address, n.address6";

    private NodeRows() {}

    /** @param at where the columns of {@link #MANIFEST} begin */
    static NodeManifest manifest(Object[] row, int at) {
        return new NodeManifest(
                FabricId.of((String) row[at]),
                NodeName.of((String) row[at + 1]),
                (int) Sql.number(row[at + 2]),
                row[at + 3] == null ? null : NodeInstance.of((String) row[at + 3]),
                Sql.number(row[at + 4]),
                (int) Sql.number(row[at + 5]),
                ManifestDigest.of((String) row[at + 6]),
                (int) Sql.number(row[at + 7]));
    }

    /** @param at where the columns of {@link #FABRIC_NODE} begin; the first of them is there */
    static FabricNode node(Object[] row, int at) {
        return new FabricNode(
                StateJson.read((String) row[at], Gateways.class),
                Address.of((String) row[at + 1]),
                row[at + 2] == null ? null : Address.of((String) row[at + 2]));
    }

    /**
     * A part of a statement's {@code with}.
     *
     * @param parameter the number of the parameter that takes {@link #manifests}
     */
    static String saving(int parameter) {
        return """
                manifest as (
                    update node n set manifest_generation = m.generation, endpoints = m.endpoints, digest = m.digest,
                        removals = m.removals
                    from jsonb_to_recordset(cast(cast(?%d as text) as jsonb))
                        as m(name text, generation bigint, endpoints integer, digest text, removals integer)
                    where n.name = m.name)""".formatted(parameter);
    }

    /** What is to be saved of manifests, which may be nothing. */
    static String manifests(List<NodeManifest> manifests) {
        return StateJson.write(manifests.stream().map(SavedManifest::of).toList());
    }

    private record SavedManifest(String name, long generation, int endpoints, String digest, int removals) {

        static SavedManifest of(NodeManifest manifest) {
            return new SavedManifest(
                    manifest.node().value(),
                    manifest.generation(),
                    manifest.endpoints(),
                    manifest.digest().value(),
                    manifest.removals());
        }
    }
}
