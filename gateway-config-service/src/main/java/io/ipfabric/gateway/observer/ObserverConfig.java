package io.ipfabric.gateway.observer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** What an operator sets. */
@ConfigMapping(prefix = "fabric.observer")
interface ObserverConfig {

    /** Where routers reach the observer; without it there is none. */
    Optional<String> address();

    /** Of BMP. */
    @WithDefault("11019")
    int port();

    /** The address of this machine on which reflectors are heard. */
    @WithDefault("0.0.0.0")
    String listen();
}
