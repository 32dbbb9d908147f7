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

    Bgp bgp();

    /** The observer as a BGP client of reflectors. */
    interface Bgp {

        /**
         * The IPv4 address that reflectors know it by, and its BGP identifier; by default {@code fabric.observer.address}, if that is one. It
         * must be no router's.
         */
        Optional<String> address();

        /** The address of this machine from which it calls; by default the one above, 0.0.0.0 leaves it to the system. */
        Optional<String> source();
    }
}
