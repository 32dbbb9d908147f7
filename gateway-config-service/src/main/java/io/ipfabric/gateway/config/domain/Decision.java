package io.ipfabric.gateway.config.domain;

import io.ipfabric.contracts.event.Problem;

/** What becomes of a request. */
public sealed interface Decision {

    record Changed(Fabric fabric) implements Decision {}

    /** It is so already. */
    record Unchanged() implements Decision {}

    record Refused(Problem problem) implements Decision {}
}
