package io.ipfabric.node.application;

import io.ipfabric.contracts.value.MacAddress;
import java.util.HashMap;
import java.util.Map;

/** A watch that hears nothing by itself; it fails on demand. */
public final class FakeArrivals implements ArrivalWatch {

    private final Map<Integer, MacAddress> watched = new HashMap<>();
    private boolean broken;

    public void breakDown(boolean isBroken) {
        broken = isBroken;
    }

    /** As when the process ends. */
    public void forget() {
        watched.clear();
    }

    public Map<Integer, MacAddress> watched() {
        return Map.copyOf(watched);
    }

    @Override
    public void watch(int linkIndex, MacAddress guest) {
        if (broken) {
            throw new KernelException("told to fail");
        }
        watched.put(linkIndex, guest);
    }

    @Override
    public void unwatch(int linkIndex) {
        watched.remove(linkIndex);
    }

    @Override
    public void close() {}
}
