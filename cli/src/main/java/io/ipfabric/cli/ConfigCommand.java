package io.ipfabric.cli;

import static io.ipfabric.cli.Output.column;

import io.ipfabric.cli.Output.Column;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Rendered configuration of devices, by gateway-config-service. */
@Command(name = "config", description = "Configuration of routers.", mixinStandardHelpOptions = true)
final class ConfigCommand {

    private static final List<Column> COLUMNS = List.of(
            column("DEVICE", "name"),
            column("ROLE", "role"),
            column("FLAVOR", "flavor"),
            column("REVISION", "revision"));

    private final Api api = Services.gateway();

    @Command(description = "Devices, a line each.")
    int list(
            @Option(names = "--cluster", defaultValue = "lab", description = "Default: lab.") String cluster,
            @Mixin Output output)
            throws InterruptedException {
        output.print(api.call("GET", devices(cluster), null), COLUMNS);
        return 0;
    }

    @Command(description = "A device's whole configuration, as the device takes it.")
    int show(
            @Parameters(paramLabel = "DEVICE") String device,
            @Option(names = "--cluster", defaultValue = "lab", description = "Default: lab.") String cluster)
            throws InterruptedException {
        System.out.print(api.text(devices(cluster) + "/" + Api.encoded(device) + "/config"));
        return 0;
    }

    private static String devices(String cluster) {
        return "/v1/clusters/" + Api.encoded(cluster) + "/devices";
    }
}
