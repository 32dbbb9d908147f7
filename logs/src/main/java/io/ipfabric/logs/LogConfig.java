package io.ipfabric.logs;

import io.smallrye.config.ConfigMapping;

/** Says that the setting is known, for processes that take no setting that is not; {@link LineFormat} reads it earlier than any bean. */
@ConfigMapping(prefix = "fabric.log")
interface LogConfig {

    /** {@code text} or {@code json}. */
    String format();
}
