package io.ipfabric.http.writes;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "fabric.idempotency")
interface IdempotencyConfig {

    /** How long an answer is kept for its key. Afterwards the key is a new one. */
    @WithDefault("PT24H")
    Duration lifetime();
}
