package io.ipfabric.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Option;

/** An operator's word; whose it is the token says. Both are kept with what comes of it. */
final class ForceOption {

    @Option(
            names = "--reason",
            required = true,
            description = "Why it may be taken for proved, for whoever asks later. At most 500 characters.")
    String reason = "";

    ObjectNode body() {
        return Api.MAPPER.createObjectNode().put("reason", reason);
    }
}
