package io.ipfabric.cli;

import static io.ipfabric.cli.Output.column;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ipfabric.cli.Output.Column;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Clusters, by gateway-config-service. */
@Command(
        name = "cluster",
        description = "Clusters: what their routers and guests have in common.",
        mixinStandardHelpOptions = true)
final class ClusterCommand {

    static final List<Column> COLUMNS = List.of(
            column("CLUSTER", "name"),
            column("ASN", "asn"),
            column("GATEWAY4", "gateways/ipv4"),
            column("GATEWAY6", "gateways/ipv6"),
            column("CUTOVER", "cutover"),
            column("STRICT-TIMEOUT", "strictTimeout"),
            column("FAILURE-DETECTION", "failureDetection"));

    private final Api api = Services.gateway();

    /** What a new cluster is; what is left out has the service's default. */
    static final class NewCluster {

        @Option(names = "--asn", required = true, paramLabel = "N", description = "Of all its routers.")
        long asn;

        @Option(
                names = "--gateway4",
                required = true,
                paramLabel = "ADDRESS",
                description = "Its guests' gateway, e.g. 10.0.0.1.")
        String gateway4 = "";

        @Option(
                names = "--gateway6",
                required = true,
                paramLabel = "ADDRESS",
                description = "Link-local, e.g. fe80::1.")
        String gateway6 = "";

        @Option(
                names = "--gateway-mac",
                defaultValue = "",
                paramLabel = "MAC",
                description = "Default: made of --gateway4.")
        String gatewayMac = "";

        @Option(
                names = "--cutover",
                defaultValue = "",
                description = "SEAMLESS or STRICT: how live migrations move routes.")
        String cutover = "";

        @Option(names = "--strict-timeout", defaultValue = "", description = "HOLD or PROCEED.")
        String strictTimeout = "";

        @Option(names = "--failure-detection", defaultValue = "", description = "BFD, GRACEFUL_RESTART or NONE.")
        String failureDetection = "";

        ObjectNode body(String name) {
            var body = Api.MAPPER.createObjectNode().put("name", name).put("asn", asn);
            var gateways = body.putObject("gateways").put("ipv4", gateway4).put("ipv6", gateway6);
            put(gateways, "mac", gatewayMac);
            put(body, "cutover", cutover);
            put(body, "strictTimeout", strictTimeout);
            put(body, "failureDetection", failureDetection);
            return body;
        }

        private static void put(ObjectNode body, String field, String value) {
            if (!value.isEmpty()) {
                body.put(field, value);
            }
        }
    }

    @Command(description = "Clusters, a line each.")
    int list(@Mixin Listing listing) throws InterruptedException {
        return listing.print(api, "/v1/clusters", Map.of(), COLUMNS);
    }

    @Command(aliases = "get", description = "One cluster.")
    int show(@Parameters(paramLabel = "NAME") String name, @Mixin Output output) throws InterruptedException {
        output.print(api.call("GET", path(name), null), COLUMNS);
        return ExitStatus.OK;
    }

    @Command(description = "Makes a cluster, without routers.")
    int create(@Parameters(paramLabel = "NAME") String name, @Mixin NewCluster cluster, @Mixin Output output)
            throws InterruptedException {
        output.print(api.call("POST", "/v1/clusters", cluster.body(name)), COLUMNS);
        return ExitStatus.OK;
    }

    @Command(description = "It goes, if nothing is left in it.")
    int delete(@Parameters(paramLabel = "NAME") String name, @Mixin Output output) throws InterruptedException {
        return output.text(name + " is gone\n", api.call("DELETE", path(name), null));
    }

    static String path(String name) {
        return "/v1/clusters/" + Api.encoded(name);
    }
}
