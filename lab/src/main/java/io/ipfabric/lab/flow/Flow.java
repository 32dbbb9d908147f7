package io.ipfabric.lab.flow;

import io.ipfabric.contracts.value.Address;

/**
 * Packets from one place to one address.
 *
 * @param id in each of its packets
 * @param from namespace of the sender
 */
public record Flow(int id, String from, Address to) {

    @Override
    public String toString() {
        return from + " → " + to;
    }
}
