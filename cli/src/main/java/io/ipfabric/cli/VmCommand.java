package io.ipfabric.cli;

import static io.ipfabric.cli.Output.column;
import static io.ipfabric.cli.Output.count;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ipfabric.cli.Output.Column;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** VMs, by vm-service. */
@Command(name = "vm", description = "Virtual machines.", mixinStandardHelpOptions = true)
final class VmCommand {

    private static final List<Column> COLUMNS = List.of(
            column("ID", "id"),
            column("NAME", "name"),
            column("CLUSTER", "cluster"),
            column("NODE", "node"),
            column("STATE", "state"),
            column("ADDRESSES", "addresses/address"),
            count("ANNOUNCED", "addresses/route/announced"),
            column("PROBLEM", "problem/detail"));

    private static final List<Column> MIGRATION_COLUMNS = List.of(
            column("ID", "id"),
            column("PHASE", "phase"),
            column("SOURCE", "source"),
            column("TARGET", "target"),
            column("CUTOVER", "cutover"),
            column("STRICT-TIMEOUT", "strictTimeout"),
            column("GENERATION", "generation"),
            column("PROVED", "proof/proved"),
            column("DETAIL", "detail"));

    private final Api api = Services.vm();

    @Command(description = "VMs, a line each.")
    int list(
            @Option(names = "--cluster", defaultValue = "") String cluster,
            @Option(names = "--node", defaultValue = "") String node,
            @Option(names = "--state", defaultValue = "") String state,
            @Mixin Listing listing)
            throws InterruptedException {
        return listing.print(api, "/v1/vms", Map.of("cluster", cluster, "node", node, "state", state), COLUMNS);
    }

    @Command(description = "One VM.")
    int get(@Parameters(paramLabel = "ID") String id, @Mixin Output output) throws InterruptedException {
        output.print(api.call("GET", path(id), null), COLUMNS);
        return 0;
    }

    @Command(description = "Creates a VM; it counts as running unless --stopped.")
    int create(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--id", defaultValue = "", description = "Default: made by the service.") String id,
            @Mixin ClusterOption cluster,
            @Option(names = "--node", required = true) String node,
            @Option(names = "--address", description = "Repeatable. Default: from the cluster's pools.")
                    List<String> addresses,
            @Option(names = "--stopped") boolean stopped,
            @Mixin Output output)
            throws InterruptedException {
        var body = Api.MAPPER.createObjectNode();
        if (!id.isEmpty()) {
            body.put("id", id);
        }
        body.put("name", name).put("cluster", cluster.name).put("node", node);
        if (addresses != null) {
            addresses.forEach(body.withArray("addresses")::add);
        }
        if (stopped) {
            body.put("running", false);
        }
        output.print(api.call("POST", "/v1/vms", body), COLUMNS);
        return 0;
    }

    @Command(description = "It runs, on its node or on another.")
    int start(
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--node", defaultValue = "") String node,
            @Mixin Output output)
            throws InterruptedException {
        output.print(api.call("POST", path(id) + "/start", body("node", node)), COLUMNS);
        return 0;
    }

    @Command(description = "It runs nowhere; it keeps its addresses.")
    int stop(@Parameters(paramLabel = "ID") String id, @Mixin Output output) throws InterruptedException {
        output.print(api.call("POST", path(id) + "/stop", body("node", "")), COLUMNS);
        return 0;
    }

    @Command(description = "It goes: its routes first, then its addresses.")
    int delete(@Parameters(paramLabel = "ID") String id) throws InterruptedException {
        JsonNode _ = api.call("DELETE", path(id), null);
        System.out.println(id + " is being deleted");
        return 0;
    }

    @Command(description = "Begins a live migration: the target is made ready. Move the guest when the phase is READY.")
    int migrate(
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--target", required = true, paramLabel = "NODE") String target,
            @Option(names = "--cutover", defaultValue = "", description = "SEAMLESS or STRICT. Default: the cluster's.")
                    String cutover,
            @Option(
                            names = "--strict-timeout",
                            defaultValue = "",
                            description =
                                    "HOLD or PROCEED: what a STRICT one does if the source is not proved withdrawn in time. Default: the cluster's.")
                    String strictTimeout,
            @Mixin Wait wait,
            @Mixin Output output)
            throws InterruptedException {
        var body = body("target", target);
        if (!cutover.isEmpty()) {
            body.put("cutover", cutover);
        }
        if (!strictTimeout.isEmpty()) {
            body.put("strictTimeout", strictTimeout);
        }
        output.print(api.call("POST", path(id) + "/migrations", body, wait.headers()), MIGRATION_COLUMNS);
        return 0;
    }

    @Command(description = "A VM's migrations, the newest first; or one of them.")
    int migration(
            @Parameters(paramLabel = "ID") String id,
            @Parameters(paramLabel = "MIGRATION", arity = "0..1", defaultValue = "") String migration,
            @Mixin Output output)
            throws InterruptedException {
        var path = migration.isEmpty() ? path(id) + "/migrations" : path(id, migration);
        output.print(api.call("GET", path, null), MIGRATION_COLUMNS);
        return 0;
    }

    @Command(name = "switch", description = "The guest runs on the migration's target now.")
    int switchOver(
            @Parameters(paramLabel = "ID") String id,
            @Parameters(paramLabel = "MIGRATION") String migration,
            @Mixin Wait wait,
            @Mixin Output output)
            throws InterruptedException {
        output.print(api.call("POST", path(id, migration) + "/switch", null, wait.headers()), MIGRATION_COLUMNS);
        return 0;
    }

    @Command(description = "Gives a migration up, before the guest moved.")
    int cancel(
            @Parameters(paramLabel = "ID") String id,
            @Parameters(paramLabel = "MIGRATION") String migration,
            @Mixin Wait wait,
            @Mixin Output output)
            throws InterruptedException {
        output.print(api.call("DELETE", path(id, migration), null, wait.headers()), MIGRATION_COLUMNS);
        return 0;
    }

    @Command(
            description =
                    "What a migration waits for too long is taken to be so: its source announces nothing any more. Only if you know it.")
    int force(
            @Parameters(paramLabel = "ID") String id,
            @Parameters(paramLabel = "MIGRATION") String migration,
            @Mixin ForceOption force,
            @Mixin Wait wait,
            @Mixin Output output)
            throws InterruptedException {
        output.print(api.call("POST", path(id, migration) + "/force", force.body(), wait.headers()), MIGRATION_COLUMNS);
        return 0;
    }

    private static ObjectNode body(String field, String value) {
        var body = Api.MAPPER.createObjectNode();
        return value.isEmpty() ? body : body.put(field, value);
    }

    private static String path(String id, String migration) {
        return path(id) + "/migrations/" + Api.encoded(migration);
    }

    private static String path(String id) {
        return "/v1/vms/" + Api.encoded(id);
    }
}
