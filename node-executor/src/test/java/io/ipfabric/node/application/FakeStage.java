package io.ipfabric.node.application;

import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.node.domain.KernelLink;
import io.ipfabric.node.domain.RehearsalScript;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntPredicate;

/** A stage in memory. */
final class FakeStage implements RehearsalStage {

    final FakeKernel kernel = new FakeKernel();
    final KernelLink link = kernel.foreignLink(RehearsalScript.LINK.value(), true, true);
    final AtomicBoolean closed = new AtomicBoolean();
    private final FakeArrivals arrivals = new FakeArrivals();
    private volatile IntPredicate listener = _ -> true;

    @Override
    public Kernel kernel() {
        return kernel;
    }

    @Override
    public SourceFilter filter() {
        return new FakeSourceFilter();
    }

    @Override
    public ArrivalWatch arrivals(IntPredicate told) {
        listener = told;
        return arrivals;
    }

    @Override
    public void frameFrom(MacAddress guest) {
        if (!listener.test(link.index())) {
            throw new IllegalStateException("nobody took the frame");
        }
    }

    @Override
    public void close() {
        closed.set(true);
    }
}
