package io.ipfabric.node.application;

import io.ipfabric.contracts.value.MacAddress;

/**
 * Listens on interfaces for the first frame of a guest. Each frame is told to whoever the watch was made for, until the interface is
 * no longer watched: what was told once too often costs nothing, what was not told costs the guest its reachability.
 */
public interface ArrivalWatch extends AutoCloseable {

    /**
     * From the return of this on no frame is missed that comes in on the link from this MAC address; frames that go out do not count. To
     * watch what is watched already changes nothing.
     *
     * @throws KernelException if it cannot, as for a link that is gone
     */
    void watch(int linkIndex, MacAddress guest);

    void unwatch(int linkIndex);

    @Override
    void close();
}
