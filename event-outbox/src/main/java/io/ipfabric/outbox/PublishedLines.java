package io.ipfabric.outbox;

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
            rows.stream()
                    .map(Unsent::record)
                    .filter(record -> record.trace().isPresent())
                    .forEach(record -> Caused.say(
                            record,
                            () -> LOG.infof(
                                    "published on %s: %s of %s",
                                    record.topic(), record.headers().get("ce_type"), record.key())));
        }
    }
}
