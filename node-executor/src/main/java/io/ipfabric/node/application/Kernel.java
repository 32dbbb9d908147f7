package io.ipfabric.node.application;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.node.domain.KernelLink;
import io.ipfabric.node.domain.KernelOperation;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.KernelSetting;
import io.ipfabric.node.domain.KernelState;
import io.ipfabric.node.domain.OperationOutcome;
import java.util.List;
import java.util.Optional;

/**
 * The kernel's network configuration in the network namespace where it was opened. Calls block, may come from any thread, and
 * are served one at a time. All throw {@link KernelException} when the kernel cannot be talked to; a refusal of one
 * operation is an outcome.
 */
public interface Kernel extends AutoCloseable {

    /** Everything of ours: a full dump, for start and audit, never on the hot path. */
    KernelState observe();

    /** @param name the link's name or one of its alternative names */
    Optional<KernelLink> link(String name);

    Optional<KernelLink> link(int index);

    /** How many packets came in on the link since it exists; 0 for a link that does not. */
    long receivedPackets(int linkIndex);

    /** The MAC address that the kernel has for this address on the link; empty as long as it has none. */
    Optional<MacAddress> neighborMac(Address address, int linkIndex);

    /**
     * The route that the kernel would use for this destination, of whatever protocol and length: the read-back after a change
     * of routes. Costs microseconds however many routes there are.
     */
    Optional<KernelRoute> selectedRoute(Address destination);

    /**
     * Applies the operations in this order and returns one outcome for each, in the same order. A refused operation does not
     * stop the ones after it. Neighboring operations go to the kernel in one message, so that a route that is added and the
     * one that it supersedes, deleted next, are changed within microseconds.
     */
    List<OperationOutcome> apply(List<KernelOperation> operations);

    /** Tells the listener of every event from now on, on one thread of its own; one listener only. */
    void subscribe(KernelListener listener);

    /** Settings of the node that break the fabric; empty on a node that is set up well. */
    List<KernelSetting> unsuitableSettings();

    @Override
    void close();
}
