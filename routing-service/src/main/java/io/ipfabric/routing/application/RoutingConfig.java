package io.ipfabric.routing.application;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of this service. */
@ConfigMapping(prefix = "fabric.routing")
public interface RoutingConfig {

    /** For which the source of a migration goes on sending to the target what still arrives, after only the target announces. */
    @WithDefault("30s")
    Duration redirectHold();
}
