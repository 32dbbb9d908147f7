package io.ipfabric.node.adapter.kafka;

import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.codec.UnreadableRecordException;
import io.ipfabric.contracts.codec.WireRecord;
import io.ipfabric.contracts.event.RouterConfig;
import io.ipfabric.contracts.value.NodeName;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The router configuration of this node's own device: the newest, told once it is known to be the newest. */
final class RouterConfigSink implements RecordSink {

    private static final Logger LOG = Logger.getLogger(RouterConfigSink.class);

    private final String device;
    private final Consumer<RouterConfig> listener;
    private @Nullable RouterConfig newest;
    private boolean reading = true;

    RouterConfigSink(NodeName node, Consumer<RouterConfig> listener) {
        device = node.value();
        this.listener = listener;
    }

    @Override
    public void begun() {
        reading = true;
    }

    @Override
    public void accept(WireRecord record) {
        if (!record.key().equals(device)) {
            return;
        }
        if (record.isTombstone()) {
            LOG.warnf("the fabric has no configuration for %s any more; the router keeps what it runs", device);
            return;
        }
        try {
            take(EventCodec.decode(RouterConfig.class, record).event());
        } catch (UnreadableRecordException e) {
            LOG.errorf("the configuration for %s cannot be read, the one before stays: %s", device, e.getMessage());
        }
    }

    private void take(RouterConfig config) {
        if (config.equals(newest)) {
            return;
        }
        newest = config;
        if (!reading) {
            listener.accept(config);
        }
    }

    @Override
    public void ended() {
        reading = false;
        if (newest != null) {
            listener.accept(newest);
        }
    }
}
