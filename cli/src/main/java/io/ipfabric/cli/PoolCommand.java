package io.ipfabric.cli;

import static io.ipfabric.cli.Output.column;

import io.ipfabric.cli.Output.Column;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Address pools, by ipam-service. */
@Command(name = "pool", description = "Address pools.", mixinStandardHelpOptions = true)
final class PoolCommand {

    private static final List<Column> COLUMNS = List.of(
            column("NAME", "name"),
            column("CLUSTER", "cluster"),
            column("PREFIX", "prefix"),
            column("STATE", "state"),
            column("ALLOCATED", "allocated"),
            column("COOLING", "coolingDown"),
            column("RESERVED", "reserved"),
            column("AVAILABLE", "available"));

    private static final List<Column> ALLOCATIONS = List.of(
            column("ADDRESS", "address"),
            column("OWNER", "owner"),
            column("KIND", "ownerKind"),
            column("STATE", "state"),
            column("SINCE", "since"));

    private final Api api = Services.ipam();

    @Command(description = "Pools, a line each.")
    int list(@Mixin Listing listing) throws InterruptedException {
        return listing.print(api, "/v1/pools", Map.of(), COLUMNS);
    }

    @Command(aliases = "show", description = "One pool.")
    int get(@Parameters(paramLabel = "NAME") String name, @Mixin Output output) throws InterruptedException {
        output.print(api.call("GET", "/v1/pools/" + Api.encoded(name), null), COLUMNS);
        return 0;
    }

    @Command(description = "Makes a pool of a prefix.")
    int create(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "PREFIX") String prefix,
            @Mixin ClusterOption cluster,
            @Option(names = "--cooldown", defaultValue = "", description = "As in ISO 8601, e.g. PT5M.")
                    String cooldown,
            @Mixin Output output)
            throws InterruptedException {
        var body = Api.MAPPER
                .createObjectNode()
                .put("name", name)
                .put("cluster", cluster.name)
                .put("prefix", prefix);
        if (!cooldown.isEmpty()) {
            body.put("cooldown", cooldown);
        }
        output.print(api.call("POST", "/v1/pools", body), COLUMNS);
        return 0;
    }

    @Command(description = "Drains a pool; it goes when its last address is free.")
    int delete(@Parameters(paramLabel = "NAME") String name, @Mixin Output output) throws InterruptedException {
        return output.text(name + " is being drained\n", api.call("DELETE", "/v1/pools/" + Api.encoded(name), null));
    }

    @Command(description = "Who has which address of a pool.")
    int allocations(@Parameters(paramLabel = "NAME") String name, @Mixin Listing listing) throws InterruptedException {
        return listing.print(api, "/v1/pools/" + Api.encoded(name) + "/allocations", Map.of(), ALLOCATIONS);
    }
}
