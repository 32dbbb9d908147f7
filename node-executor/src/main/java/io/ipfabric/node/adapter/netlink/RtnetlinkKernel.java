package io.ipfabric.node.adapter.netlink;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.node.application.Kernel;
import io.ipfabric.node.application.KernelListener;
import io.ipfabric.node.domain.KernelLink;
import io.ipfabric.node.domain.KernelOperation;
import io.ipfabric.node.domain.KernelOperation.MultiStepOperation;
import io.ipfabric.node.domain.KernelOperation.SingleStepOperation;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.KernelSetting;
import io.ipfabric.node.domain.KernelState;
import io.ipfabric.node.domain.OperationOutcome;
import io.ipfabric.node.domain.OperationOutcome.Done;
import io.ipfabric.node.domain.OperationOutcome.Failed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The kernel over rtnetlink; see the package for what it promises. A lock lets one call at a time to the connection. */
public final class RtnetlinkKernel implements Kernel {

    private final ReentrantLock lock = new ReentrantLock();
    private final NetlinkConnection connection;
    private final KernelReader reader;
    private final SingleSteps singleSteps;
    private final LinkWorker links;
    private @Nullable KernelEventStream events;
    private boolean closed;

    private RtnetlinkKernel(NetlinkConnection connection, RouteTable table) {
        this.connection = connection;
        reader = new KernelReader(connection, table);
        singleSteps = new SingleSteps(connection, reader, table);
        links = new LinkWorker(connection, reader);
    }

    /** The kernel of the network namespace that the calling thread is in. */
    public static RtnetlinkKernel open() {
        return new RtnetlinkKernel(NetlinkConnection.open(Netlink.NETLINK_ROUTE), RouteTable.MAIN);
    }

    /** The same, but its routes are where they harm nobody: in a table that no packet is routed by, and that no router looks at. */
    public static RtnetlinkKernel openForRehearsal() {
        return new RtnetlinkKernel(NetlinkConnection.open(Netlink.NETLINK_ROUTE), RouteTable.REHEARSAL);
    }

    @Override
    public KernelState observe() {
        return alone(reader::state);
    }

    @Override
    public Optional<KernelLink> link(String name) {
        return alone(() -> reader.link(name));
    }

    @Override
    public Optional<KernelLink> link(int index) {
        return alone(() -> reader.link(index));
    }

    @Override
    public long receivedPackets(int linkIndex) {
        return alone(() -> reader.receivedPackets(linkIndex));
    }

    @Override
    public Optional<MacAddress> neighborMac(Address address, int linkIndex) {
        return alone(() -> reader.neighborMac(address, linkIndex));
    }

    @Override
    public Optional<KernelRoute> selectedRoute(Address destination) {
        return alone(() -> reader.selectedRoute(destination));
    }

    @Override
    public List<OperationOutcome> apply(List<KernelOperation> operations) {
        return alone(() -> applyInOrder(operations));
    }

    private List<OperationOutcome> applyInOrder(List<KernelOperation> operations) {
        var outcomes = new ArrayList<OperationOutcome>(operations.size());
        var together = new ArrayList<SingleStepOperation>();
        for (var operation : operations) {
            switch (operation) {
                case SingleStepOperation step -> together.add(step);
                case MultiStepOperation steps -> {
                    flush(together, outcomes);
                    outcomes.add(outcome(steps, links.apply(steps)));
                }
            }
        }
        flush(together, outcomes);
        return outcomes;
    }

    private void flush(List<SingleStepOperation> together, List<OperationOutcome> outcomes) {
        var answers = singleSteps.apply(together);
        for (int i = 0; i < answers.size(); i++) {
            outcomes.add(outcome(together.get(i), answers.get(i)));
        }
        together.clear();
    }

    private static OperationOutcome outcome(KernelOperation operation, Acknowledgement answer) {
        return answer.isOk()
                ? new Done(operation)
                : new Failed(operation, answer.error().name(), answer.message());
    }

    @Override
    public void subscribe(KernelListener listener) {
        alone(() -> {
            if (events != null) {
                throw new IllegalStateException("one listener is subscribed already");
            }
            events = KernelEventStream.start(connection.portId(), listener);
            return events;
        });
    }

    @Override
    public List<KernelSetting> unsuitableSettings() {
        return Sysctls.unsuitable();
    }

    /** The listener may be in a call to this kernel just now, so its thread is waited for without the lock. */
    @Override
    public void close() {
        var stream = takeEvents();
        if (stream != null) {
            stream.close();
        }
        lock.lock();
        try {
            if (!closed) {
                closed = true;
                connection.close();
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable KernelEventStream takeEvents() {
        lock.lock();
        try {
            var stream = events;
            events = null;
            return stream;
        } finally {
            lock.unlock();
        }
    }

    private <T> T alone(Supplier<T> work) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the kernel's connection is closed");
            }
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
