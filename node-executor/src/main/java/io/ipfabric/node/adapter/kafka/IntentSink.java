package io.ipfabric.node.adapter.kafka;

import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.codec.EventTypes;
import io.ipfabric.contracts.codec.UnreadableRecordException;
import io.ipfabric.contracts.codec.WireRecord;
import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.contracts.event.RouteIntent.EndpointIntent;
import io.ipfabric.contracts.event.RouteIntent.Manifest;
import io.ipfabric.contracts.value.InvalidValueException;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.logs.CurrentTrace;
import io.ipfabric.logs.LogKeys;
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
    private static final Logger READ = Logger.getLogger("io.ipfabric.read");

    private final String prefix;
    private final String manifestKey;
    private final Inbox inbox;
    private final IntentTraces traces;
    private final AgentMeters meters;
    private boolean following;

    IntentSink(NodeName node, Inbox inbox, IntentTraces traces, AgentMeters meters) {
        prefix = node + "/";
        manifestKey = node + Manifest.KEY_SUFFIX;
        this.inbox = inbox;
        this.traces = traces;
        this.meters = meters;
    }

    @Override
    public void begun() throws InterruptedException {
        following = false;
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
                read(record);
            }
        } catch (UnreadableRecordException | InvalidValueException e) {
            meters.unreadable();
            CurrentTrace.during(
                    record.trace().orElse(null),
                    record.topic().vmOf(record.key()).orElse(null),
                    () -> LOG.errorf("intent %s cannot be read and is passed over: %s", record.key(), e.getMessage()));
        }
    }

    /** What is said of it is said behind the loop's back: nothing waits for a line. */
    private void read(WireRecord record) throws UnreadableRecordException, InterruptedException {
        var intent = decode(record);
        if (intent instanceof EndpointIntent told) {
            traces.read(told, record.trace());
        }
        inbox.submit(new AgentInput.IntentRead(intent));
        if (following && intent instanceof EndpointIntent told) {
            say(told.endpoint(), record);
        }
    }

    /** Not of what is read from the beginning: others said it before. */
    private static void say(Endpoint endpoint, WireRecord record) {
        var trace = CurrentTrace.child(record.trace()).orElse(null);
        CurrentTrace.during(trace, endpoint.vm().value(), () -> {
            CurrentTrace.put(LogKeys.EPOCH, endpoint.epoch());
            READ.infof(
                    "read from %s: %s of %s, epoch %s",
                    record.topic(), record.headers().get(EventTypes.HEADER), record.key(), endpoint.epoch());
            CurrentTrace.put(LogKeys.EPOCH, null);
        });
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
            var vm = VmId.of(key.substring(prefix.length()));
            inbox.submit(new AgentInput.IntentDropped(vm));
            traces.dropped(vm);
        }
    }

    @Override
    public void ended() throws InterruptedException {
        following = true;
        inbox.submit(new AgentInput.PartitionEnded());
    }
}
