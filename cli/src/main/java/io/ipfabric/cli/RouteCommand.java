package io.ipfabric.cli;

import static io.ipfabric.cli.Output.column;

import io.ipfabric.cli.Output.Column;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Routes, by routing-service. */
@Command(name = "route", description = "Routes of addresses.", mixinStandardHelpOptions = true)
final class RouteCommand {

    private static final List<Column> COLUMNS = List.of(
            column("ADDRESS", "address"),
            column("VM", "vm"),
            column("STATE", "state"),
            column("NODE", "node"),
            column("EPOCH", "epoch"),
            column("SINCE", "since"));

    private static final List<Column> HISTORY = List.of(
            column("AT", "at"),
            column("EVENT", "event"),
            column("NODE", "node"),
            column("EPOCH", "epoch"),
            column("REASON", "reason"));

    private static final List<Column> WAITS = List.of(
            column("WAITS FOR", "kind"),
            column("NODE", "node"),
            column("SINCE", "since"),
            column("FORCEABLE", "forceable"),
            column("LACKS", "lacks"));

    private static final List<Column> FORCED = List.of(column("VM", "vm"), column("SILENT NODES", "nodes"));

    private final Api api = Services.routing();

    @Command(description = "Routes, a line each.")
    int list(
            @Option(names = "--vm", defaultValue = "") String vm,
            @Option(names = "--node", defaultValue = "") String node,
            @Option(names = "--state", defaultValue = "") String state,
            @Mixin Listing listing)
            throws InterruptedException {
        return listing.print(api, "/v1/routes", Map.of("vm", vm, "node", node, "state", state), COLUMNS);
    }

    @Command(aliases = "show", description = "One route, what it waits for, and what happened to it.")
    int get(@Parameters(paramLabel = "ADDRESS") String address, @Mixin Output output) throws InterruptedException {
        var route = api.call("GET", "/v1/routes/" + Api.encoded(address), null);
        output.print(route, COLUMNS);
        if (output.format == Output.Format.table) {
            if (!route.path("waits").isEmpty()) {
                System.out.println();
                output.print(Api.MAPPER.createObjectNode().set("items", route.path("waits")), WAITS);
            }
            System.out.println();
            output.print(Api.MAPPER.createObjectNode().set("items", route.path("history")), HISTORY);
        }
        return 0;
    }

    @Command(
            description =
                    "The nodes that the address's VM waits for too long are taken to announce nothing of it. Only if you know it.")
    int force(@Parameters(paramLabel = "ADDRESS") String address, @Mixin ForceOption force, @Mixin Output output)
            throws InterruptedException {
        var path = "/v1/routes/" + Api.encoded(address) + "/force";
        output.print(api.call("POST", path, force.body()), FORCED);
        return 0;
    }
}
