package io.ipfabric.cli;

import static io.ipfabric.cli.Output.column;

import io.ipfabric.cli.Output.Column;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Nodes, by gateway-config-service. */
@Command(name = "node", description = "Nodes of a cluster.", mixinStandardHelpOptions = true)
final class NodeCommand {

    private static final List<Column> COLUMNS = List.of(
            column("NAME", "name"),
            column("ADDRESS", "address"),
            column("IPV6", "address6"),
            column("DAEMON", "daemon"));

    private final Api api = Services.gateway();

    @Command(description = "Nodes, a line each.")
    int list(@Mixin ClusterOption cluster, @Mixin Listing listing) throws InterruptedException {
        return listing.print(api, nodes(cluster), Map.of(), COLUMNS);
    }

    @Command(aliases = "get", description = "One node.")
    int show(@Parameters(paramLabel = "NAME") String name, @Mixin ClusterOption cluster, @Mixin Output output)
            throws InterruptedException {
        output.print(api.call("GET", nodes(cluster) + "/" + Api.encoded(name), null), COLUMNS);
        return ExitStatus.OK;
    }

    private static String nodes(ClusterOption cluster) {
        return ClusterCommand.path(cluster.name) + "/nodes";
    }
}
