package io.ipfabric.node.application;

import io.ipfabric.contracts.event.NodeReport.Session;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.node.domain.RouterFacts;
import java.util.List;

/** The node's BGP router, asked and never changed here. Calls block for a bounded time; used by one thread. */
public interface Router extends AutoCloseable {

    /**
     * One address, fractions of a millisecond. A router that is down selects and advertises nothing.
     *
     * @throws RouterException if it is there and does not answer
     */
    RouterFacts facts(Address address) throws RouterException;

    List<Session> sessions() throws RouterException;

    @Override
    void close();
}
