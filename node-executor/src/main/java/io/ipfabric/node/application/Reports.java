package io.ipfabric.node.application;

import io.ipfabric.contracts.event.NodeReport;
import io.ipfabric.contracts.event.RouteReport;
import io.ipfabric.contracts.value.VmId;

/**
 * Where the agent says what it sees. Never blocks: each report supersedes the one before it about the same thing, and is sent
 * until it arrived or was superseded.
 */
public interface Reports {

    void publish(RouteReport report);

    void publish(NodeReport report);

    /** Nothing is to be said of the VM any more. */
    void retract(VmId vm);
}
