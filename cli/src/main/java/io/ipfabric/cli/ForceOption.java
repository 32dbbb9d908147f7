package io.ipfabric.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Option;

/** An operator's word, and whose it is: it is kept with what comes of it. */
final class ForceOption {

    @Option(
            names = "--reason",
            required = true,
            description = "Why it may be taken for proved, for whoever asks later. At most 500 characters.")
    String reason = "";

    @Option(names = "--by", defaultValue = "${sys:user.name}", description = "Who says so. Default: ${sys:user.name}.")
    String by = "";

    ObjectNode body() {
        return Api.MAPPER.createObjectNode().put("reason", reason).put("by", by);
    }
}
