package io.ipfabric.node.adapter.kafka;

import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.codec.UnreadableRecordException;
import io.ipfabric.contracts.codec.WireRecord;
import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.contracts.event.RouteIntent.Manifest;
import io.ipfabric.contracts.value.InvalidValueException;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.node.application.AgentInput;
import io.ipfabric.node.application.AgentMeters;
import io.ipfabric.node.application.Inbox;
import org.jboss.logging.Logger;

/**
 * The node's own records of its partition, which other nodes share. A record that cannot be read is told and passed over:
 * without it the manifest does not match, so nothing is taken away on its account.
 */
final class IntentSink implements RecordSink {

    private static final Logger LOG = Logger.getLogger(IntentSink.class);

    private final String prefix;
    private final String manifestKey;
    private final Inbox inbox;
    private final AgentMeters meters;

    IntentSink(NodeName node, Inbox inbox, AgentMeters meters) {
        prefix = node + "/";
        manifestKey = node + Manifest.KEY_SUFFIX;
        this.inbox = inbox;
        this.meters = meters;
    }

    @Override
    public void begun() throws InterruptedException {
        inbox.submit(new AgentInput.PartitionBegun());
    }

    @Override
    public void accept(WireRecord record) throws InterruptedException {
        if (!record.key().startsWith(prefix)) {
            return;
        }
        try {
            if (record.isTombstone()) {
                drop(record.key());
            } else {
                inbox.submit(new AgentInput.IntentRead(decode(record)));
            }
        } catch (UnreadableRecordException | InvalidValueException e) {
            meters.unreadable();
            LOG.errorf("intent %s cannot be read and is passed over: %s", record.key(), e.getMessage());
        }
    }

    private static RouteIntent decode(WireRecord record) throws UnreadableRecordException {
        var intent = EventCodec.decode(RouteIntent.class, record).event();
        if (!intent.partitionKey().equals(record.key())) {
            throw InvalidValueException.of("an intent's key says whose it is", intent.partitionKey());
        }
        return intent;
    }

    /** A manifest's tombstone says nothing by itself: the next whole read finds no manifest, and waits. */
    private void drop(String key) throws InterruptedException {
        if (!key.equals(manifestKey)) {
            inbox.submit(new AgentInput.IntentDropped(VmId.of(key.substring(prefix.length()))));
        }
    }

    @Override
    public void ended() throws InterruptedException {
        inbox.submit(new AgentInput.PartitionEnded());
    }
}
