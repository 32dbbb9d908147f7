package io.ipfabric.cli;

import static io.ipfabric.cli.Output.column;

import io.ipfabric.cli.Api.ApiException;
import io.ipfabric.cli.Output.Column;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a cluster is, and the rendered configuration of its devices, by gateway-config-service. */
@Command(
        name = "config",
        description = "A cluster's settings, and configuration of its routers.",
        mixinStandardHelpOptions = true)
final class ConfigCommand {

    private static final List<Column> COLUMNS = List.of(
            column("DEVICE", "name"),
            column("ROLE", "role"),
            column("FLAVOR", "flavor"),
            column("REVISION", "revision"));

    private static final List<Column> REVISIONS =
            List.of(column("REVISION", "revision"), column("RENDERED", "renderedAt"));

    private final Api api;

    ConfigCommand() {
        this(Services.gateway());
    }

    ConfigCommand(Api api) {
        this.api = api;
    }

    @Command(description = "Devices, a line each.")
    int list(@Mixin ClusterOption cluster, @Mixin Listing listing) throws InterruptedException {
        return listing.print(api, devices(cluster), Map.of(), COLUMNS);
    }

    @Command(description = "The cluster: among others, how its live migrations move routes.")
    int cluster(@Mixin ClusterOption cluster, @Mixin Output output) throws InterruptedException {
        output.print(api.call("GET", ClusterCommand.path(cluster.name), null), ClusterCommand.COLUMNS);
        return 0;
    }

    @Command(description = "A device's whole configuration, as the device takes it.")
    int show(@Parameters(paramLabel = "DEVICE") String device, @Mixin ClusterOption cluster, @Mixin Output output)
            throws InterruptedException {
        var text = api.text(device(cluster, device) + "/config");
        return output.text(
                text, Api.MAPPER.createObjectNode().put("device", device).put("config", text));
    }

    @Command(description = "A device's configurations, the newest first: the current one.")
    int revisions(
            @Parameters(paramLabel = "DEVICE") String device, @Mixin ClusterOption cluster, @Mixin Listing listing)
            throws InterruptedException {
        return listing.print(api, device(cluster, device) + "/revisions", Map.of(), REVISIONS);
    }

    @Command(description = "What changed between two revisions, as diff -u says it.")
    int diff(
            @Parameters(paramLabel = "DEVICE") String device,
            @Option(
                            names = "--from",
                            paramLabel = "REVISION",
                            defaultValue = "",
                            description = "Default: the one before --to.")
                    String from,
            @Option(
                            names = "--to",
                            paramLabel = "REVISION",
                            defaultValue = "",
                            description = "Default: the current one.")
                    String to,
            @Mixin ClusterOption cluster,
            @Mixin Output output)
            throws InterruptedException {
        var newer = to.isEmpty() ? current(cluster, device) : to;
        var older = from.isEmpty() ? before(cluster, device, newer) : from;
        var text = api.text(device(cluster, device) + "/diff" + Api.query(Map.of("from", older, "to", newer)));
        return output.text(
                text,
                Api.MAPPER
                        .createObjectNode()
                        .put("device", device)
                        .put("from", older)
                        .put("to", newer)
                        .put("diff", text));
    }

    private String before(ClusterOption cluster, String device, String newer) throws InterruptedException {
        var known = known(cluster, device);
        int at = known.indexOf(newer);
        if (at < 0 || at + 1 == known.size()) {
            throw new ApiException(
                    ExitStatus.NOT_FOUND,
                    "no revision of " + device + " before " + newer + " is known; name one by --from");
        }
        return known.get(at + 1);
    }

    private String current(ClusterOption cluster, String device) throws InterruptedException {
        var known = known(cluster, device);
        if (known.isEmpty()) {
            throw new ApiException(ExitStatus.NOT_FOUND, device + " has no configuration yet");
        }
        return known.getFirst();
    }

    /** The newest first. */
    private List<String> known(ClusterOption cluster, String device) throws InterruptedException {
        return Listing.all(api, device(cluster, device) + "/revisions").stream()
                .map(item -> item.path("revision").asText())
                .toList();
    }

    private static String device(ClusterOption cluster, String device) {
        return devices(cluster) + "/" + Api.encoded(device);
    }

    private static String devices(ClusterOption cluster) {
        return ClusterCommand.path(cluster.name) + "/devices";
    }
}
