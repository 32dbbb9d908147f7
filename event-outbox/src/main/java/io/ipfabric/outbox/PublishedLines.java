package io.ipfabric.outbox;

import io.ipfabric.contracts.codec.EventTypes;
import io.ipfabric.contracts.codec.WireRecord;
import io.ipfabric.logs.CurrentTrace;
import io.ipfabric.outbox.OutboxStore.Unsent;
import java.util.List;
import org.jboss.logging.Logger;

/** A line for each record that the broker took because of a request: by it a trace is found in the logs of each service that did something for it. */
final class PublishedLines {

    private static final Logger LOG = Logger.getLogger("io.ipfabric.published");

    private PublishedLines() {}

    /** A batch that is published again is said again. */
    static void say(List<Unsent> rows) {
        if (LOG.isInfoEnabled()) {
            rows.stream().map(Unsent::record).forEach(PublishedLines::say);
        }
    }

    private static void say(WireRecord record) {
        var vm = record.topic().vmOf(record.key()).orElse(null);
        record.trace()
                .ifPresent(trace -> CurrentTrace.during(
                        trace,
                        vm,
                        () -> LOG.infof(
                                "published on %s: %s of %s",
                                record.topic(), record.headers().get(EventTypes.HEADER), record.key())));
    }
}
