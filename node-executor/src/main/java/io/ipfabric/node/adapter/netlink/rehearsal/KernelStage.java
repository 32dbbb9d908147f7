package io.ipfabric.node.adapter.netlink.rehearsal;

import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.node.adapter.netlink.FrameWatch;
import io.ipfabric.node.adapter.netlink.RehearsalTap;
import io.ipfabric.node.adapter.netlink.RtnetlinkKernel;
import io.ipfabric.node.adapter.netlink.nftables.NftablesSourceFilter;
import io.ipfabric.node.application.ArrivalWatch;
import io.ipfabric.node.application.Kernel;
import io.ipfabric.node.application.KernelException;
import io.ipfabric.node.application.RehearsalStage;
import io.ipfabric.node.application.SourceFilter;
import java.util.function.IntPredicate;

/**
 * A tap that goes with the process, a routing table that no rule leads to, an nftables table without a chain. Of a process that is killed
 * only the last one stays, and is taken away by the next rehearsal. Opened and closed in one network namespace.
 */
public final class KernelStage implements RehearsalStage {

    private final RehearsalTap guest;
    private final RtnetlinkKernel kernel;
    private final NftablesSourceFilter filter;

    private KernelStage(RehearsalTap guest, RtnetlinkKernel kernel, NftablesSourceFilter filter) {
        this.guest = guest;
        this.kernel = kernel;
        this.filter = filter;
    }

    /** @throws KernelException if the kernel does not let us */
    public static KernelStage open(InterfaceName link) {
        var guest = RehearsalTap.open(link);
        try {
            var kernel = RtnetlinkKernel.openForRehearsal();
            try {
                return new KernelStage(guest, kernel, NftablesSourceFilter.openForRehearsal());
            } catch (KernelException e) {
                kernel.close();
                throw e;
            }
        } catch (KernelException e) {
            guest.close();
            throw e;
        }
    }

    @Override
    public Kernel kernel() {
        return kernel;
    }

    @Override
    public SourceFilter filter() {
        return filter;
    }

    @Override
    public ArrivalWatch arrivals(IntPredicate listener) {
        return FrameWatch.start(listener);
    }

    @Override
    public void frameFrom(MacAddress guestMac) {
        guest.receive(guestMac);
    }

    @Override
    public void close() {
        try {
            NftablesSourceFilter.removeRehearsal();
        } finally {
            filter.close();
            kernel.close();
            guest.close();
        }
    }
}
