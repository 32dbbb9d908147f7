package io.ipfabric.cli;

import picocli.CommandLine.Option;

/** Which cluster, where a command is about one. */
final class ClusterOption {

    @Option(names = "--cluster", paramLabel = "NAME", defaultValue = "lab", description = "Default: ${DEFAULT-VALUE}.")
    String name = "";
}
