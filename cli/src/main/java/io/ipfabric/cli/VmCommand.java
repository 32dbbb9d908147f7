package io.ipfabric.cli;

import static io.ipfabric.cli.Output.column;
import static io.ipfabric.cli.Output.count;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ipfabric.cli.Api.ApiException;
import io.ipfabric.cli.Output.Column;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** VMs, by vm-service. */
@Command(
        name = "vm",
        description = "Virtual machines.",
        mixinStandardHelpOptions = true,
        subcommands = VmWatchCommand.class)
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

    private final Api api;

    VmCommand() {
        this(Services.vm());
    }

    VmCommand(Api api) {
        this.api = api;
    }

    @Command(description = "VMs, a line each.")
    int list(
            @Option(names = "--cluster", defaultValue = "") String cluster,
            @Option(names = "--node", defaultValue = "") String node,
            @Option(names = "--state", defaultValue = "") String state,
            @Mixin Listing listing)
            throws InterruptedException {
        return listing.print(api, "/v1/vms", Map.of("cluster", cluster, "node", node, "state", state), COLUMNS);
    }

    @Command(aliases = "show", description = "One VM.")
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
            @Mixin Wait wait,
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
        return write("POST", "/v1/vms", body, wait, output, COLUMNS);
    }

    @Command(description = "It runs, on its node or on another.")
    int start(
            @Parameters(paramLabel = "ID") String id,
            @Option(names = "--node", defaultValue = "") String node,
            @Mixin Wait wait,
            @Mixin Output output)
            throws InterruptedException {
        return write("POST", path(id) + "/start", body("node", node), wait, output, COLUMNS);
    }

    @Command(description = "It runs nowhere; it keeps its addresses.")
    int stop(@Parameters(paramLabel = "ID") String id, @Mixin Wait wait, @Mixin Output output)
            throws InterruptedException {
        return write("POST", path(id) + "/stop", body("node", ""), wait, output, COLUMNS);
    }

    @Command(description = "It goes: its routes first, then its addresses.")
    int delete(@Parameters(paramLabel = "ID") String id, @Mixin Wait wait, @Mixin Output output)
            throws InterruptedException {
        var answer = api.answer("DELETE", path(id), null, wait.headers());
        output.text(id + (answer.isAcceptedOnly() ? " is being deleted\n" : " is gone\n"), answer.body());
        return wait.outcome(answer);
    }

    @Command(name = "network-config", description = "What its guest has to configure, for cloud-init (version 2).")
    int networkConfig(@Parameters(paramLabel = "ID") String id, @Mixin Output output) throws InterruptedException {
        var yaml = api.text(path(id) + "/network-config");
        return output.text(yaml, Api.MAPPER.createObjectNode().put("networkConfig", yaml));
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
        return write("POST", path(id) + "/migrations", body, wait, output, MIGRATION_COLUMNS);
    }

    @Command(description = "A VM's migrations, the newest first; or one of them.")
    int migration(
            @Parameters(paramLabel = "ID") String id,
            @Parameters(paramLabel = "MIGRATION", arity = "0..1", defaultValue = "") String migration,
            @Mixin Listing listing)
            throws InterruptedException {
        if (migration.isEmpty()) {
            return listing.print(api, path(id) + "/migrations", Map.of(), MIGRATION_COLUMNS);
        }
        if (!listing.cursor.isEmpty()) {
            throw new ApiException(ExitStatus.USAGE, "--cursor is for the list, not for one migration");
        }
        listing.output.print(api.call("GET", path(id, migration), null), MIGRATION_COLUMNS);
        return 0;
    }

    @Command(name = "switch", description = "The guest runs on the migration's target now.")
    int switchOver(
            @Parameters(paramLabel = "ID") String id,
            @Parameters(paramLabel = "MIGRATION") String migration,
            @Mixin Wait wait,
            @Mixin Output output)
            throws InterruptedException {
        return write("POST", path(id, migration) + "/switch", null, wait, output, MIGRATION_COLUMNS);
    }

    @Command(description = "Gives a migration up, before the guest moved.")
    int cancel(
            @Parameters(paramLabel = "ID") String id,
            @Parameters(paramLabel = "MIGRATION") String migration,
            @Mixin Wait wait,
            @Mixin Output output)
            throws InterruptedException {
        return write("DELETE", path(id, migration), null, wait, output, MIGRATION_COLUMNS);
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
        return write("POST", path(id, migration) + "/force", force.body(), wait, output, MIGRATION_COLUMNS);
    }

    private int write(
            String method, String path, @Nullable JsonNode body, Wait wait, Output output, List<Column> columns)
            throws InterruptedException {
        var answer = api.answer(method, path, body, wait.headers());
        output.print(answer.body(), columns);
        return wait.outcome(answer);
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
