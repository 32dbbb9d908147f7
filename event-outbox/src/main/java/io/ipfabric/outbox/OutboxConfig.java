package io.ipfabric.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.time.Duration;

/** Settings of the relay. The defaults are right for every service. */
@ConfigMapping(prefix = "fabric.outbox")
public interface OutboxConfig {

    /** How long a replica owns a shard without saying so again: after a kill, others wait this long. */
    @WithDefault("PT5S")
    Duration lease();

    /** A wake-up may be lost with a connection; this often the relay looks without one. */
    @WithDefault("PT0.5S")
    Duration poll();

    /** Records of one Kafka transaction. */
    @WithDefault("500")
    int batch();

    /** How long outside events are remembered. */
    @WithDefault("P7D")
    @WithName("outside-events-remembered")
    Duration outsideEventsRemembered();
}
