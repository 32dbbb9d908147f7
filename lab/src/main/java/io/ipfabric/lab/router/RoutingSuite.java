package io.ipfabric.lab.router;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.lab.plan.Router;
import io.ipfabric.lab.process.ProcessTable;
import java.util.List;
import java.util.Optional;

/** What makes a router of a namespace, be it one daemon or several: how the lab runs it, and what it asks of it. */
public interface RoutingSuite {

    Router router();

    /** For people, e.g. {@code FRR}. */
    String name();

    /**
     * Sees to it that all daemons run, and with this configuration.
     *
     * @param configuration all of it
     * @return what had to be done; empty: nothing
     */
    Optional<String> ensure(ProcessTable processes, String configuration);

    /** In the order of their start. */
    List<String> daemons();

    /** The one of them that speaks BGP. */
    String bgpDaemon();

    boolean isAnswering(String daemon);

    /** Routers with which a session is up: the observer, which is none, does not count. 0 if nobody answers. */
    long establishedSessions();

    /** Those of all paths that BGP has to the host route of an address; of IPv6 the global one. */
    List<String> nextHops(Address address);

    /** In the lab's process table. */
    default String processName(String daemon) {
        return router().namespace() + "-" + daemon;
    }
}
