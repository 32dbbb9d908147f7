package io.ipfabric.node.adapter.kafka;

import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.codec.UnreadableRecordException;
import io.ipfabric.contracts.codec.WireRecord;
import io.ipfabric.contracts.event.TopologyEvent;
import io.ipfabric.node.domain.Topology;
import org.jboss.logging.Logger;

/** The fabric's topology: told whole, once it was read to its end and after each change. */
final class TopologySink implements RecordSink {

    private static final Logger LOG = Logger.getLogger(TopologySink.class);

    /** Takes the topology. */
    interface Listener {
        void on(Topology topology) throws InterruptedException;
    }

    private final Listener listener;
    private Topology topology = Topology.EMPTY;

    TopologySink(Listener listener) {
        this.listener = listener;
    }

    @Override
    public void begun() {
        topology = Topology.EMPTY;
    }

    @Override
    public void accept(WireRecord record) {
        if (record.isTombstone()) {
            topology = topology.without(record.key());
            return;
        }
        try {
            topology =
                    topology.with(EventCodec.decode(TopologyEvent.class, record).event());
        } catch (UnreadableRecordException e) {
            LOG.errorf("topology record %s cannot be read, the one before counts: %s", record.key(), e.getMessage());
        }
    }

    @Override
    public void ended() throws InterruptedException {
        listener.on(topology);
    }

    @Override
    public void caughtUp() throws InterruptedException {
        listener.on(topology);
    }
}
