package io.ipfabric.cli;

import static io.ipfabric.cli.Output.column;

import io.ipfabric.cli.Output.Column;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    private static final List<Column> CLUSTER_COLUMNS = List.of(
            column("CLUSTER", "name"),
            column("ASN", "asn"),
            column("GATEWAY4", "gateways/ipv4"),
            column("GATEWAY6", "gateways/ipv6"),
            column("CUTOVER", "cutover"),
            column("STRICT-TIMEOUT", "strictTimeout"),
            column("FAILURE-DETECTION", "failureDetection"));

    private final Api api = Services.gateway();

    @Command(description = "Devices, a line each.")
    int list(@Mixin ClusterOption cluster, @Mixin Listing listing) throws InterruptedException {
        return listing.print(api, devices(cluster), Map.of(), COLUMNS);
    }

    @Command(description = "The cluster: among others, how its live migrations move routes.")
    int cluster(@Mixin ClusterOption cluster, @Mixin Output output) throws InterruptedException {
        output.print(api.call("GET", "/v1/clusters/" + Api.encoded(cluster.name), null), CLUSTER_COLUMNS);
        return 0;
    }

    @Command(description = "A device's whole configuration, as the device takes it.")
    int show(@Parameters(paramLabel = "DEVICE") String device, @Mixin ClusterOption cluster)
            throws InterruptedException {
        System.out.print(api.text(devices(cluster) + "/" + Api.encoded(device) + "/config"));
        return 0;
    }

    private static String devices(ClusterOption cluster) {
        return "/v1/clusters/" + Api.encoded(cluster.name) + "/devices";
    }
}
