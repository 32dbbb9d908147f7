package io.ipfabric.node.adapter.kafka;

import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.codec.UnreadableRecordException;
import io.ipfabric.contracts.codec.WireRecord;
import io.ipfabric.contracts.event.RouterConfig;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.node.application.AgentInput;
import io.ipfabric.node.application.Inbox;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The router configuration of this node's own device: the newest, told once it is known to be the newest. */
final class RouterConfigSink implements RecordSink {

    private static final Logger LOG = Logger.getLogger(RouterConfigSink.class);

    private final String device;
    private final Inbox inbox;
    private @Nullable RouterConfig newest;
    private boolean reading = true;

    RouterConfigSink(NodeName node, Inbox inbox) {
        device = node.value();
        this.inbox = inbox;
    }

    @Override
    public void begun() {
        reading = true;
    }

    @Override
    public void accept(WireRecord record) throws InterruptedException {
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

    private void take(RouterConfig config) throws InterruptedException {
        if (config.equals(newest)) {
            return;
        }
        newest = config;
        if (!reading) {
            inbox.submit(new AgentInput.ConfigurationRead(config));
        }
    }

    @Override
    public void ended() throws InterruptedException {
        reading = false;
        if (newest != null) {
            inbox.submit(new AgentInput.ConfigurationRead(newest));
        }
    }
}
