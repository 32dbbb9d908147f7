package io.ipfabric.vm.adapter.kafka;

import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.codec.UnreadableRecordException;
import io.ipfabric.contracts.event.VmLifecycleEvent;
import io.ipfabric.contracts.kafka.KafkaRecords;
import io.ipfabric.outbox.EventConsumer;
import io.ipfabric.vm.application.LifecycleHandler;
import io.ipfabric.vm.application.Reference;
import io.ipfabric.vm.application.ReferenceWait;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/**
 * Topic {@code vm-lifecycle}. A batch waits once, and at most two seconds, for all clusters and nodes that it names and that are not
 * known yet; then it is handled as it came. So no record overtakes another, and one wrong producer costs the others two seconds in
 * thirty at most, see {@link ReferenceWait}.
 */
@ApplicationScoped
public class VmLifecycleConsumer {

    private static final Logger LOG = Logger.getLogger(VmLifecycleConsumer.class);

    private final EventConsumer consumer;
    private final LifecycleHandler handler;
    private final ReferenceWait references;

    @Inject
    VmLifecycleConsumer(EventConsumer consumer, LifecycleHandler handler, ReferenceWait references) {
        this.consumer = consumer;
        this.handler = handler;
        this.references = references;
    }

    @Incoming("vm-lifecycle")
    Uni<Void> consume(ConsumerRecords<String, byte[]> batch) {
        return references
                .untilKnownOnce(references(batch))
                .onFailure()
                .invoke(failure -> LOG.warnf("not waited for references: %s", failure.toString()))
                .onFailure()
                .recoverWithNull()
                .chain(() -> consumer.consumeOutside(VmLifecycleEvent.class, batch, handler));
    }

    private static Set<Reference> references(ConsumerRecords<String, byte[]> batch) {
        return StreamSupport.stream(batch.spliterator(), false)
                .flatMap(VmLifecycleConsumer::references)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Stream<Reference> references(ConsumerRecord<String, byte[]> record) {
        try {
            var received = EventCodec.decode(VmLifecycleEvent.class, KafkaRecords.fromConsumerRecord(record));
            return LifecycleHandler.references(received.event()).stream();
        } catch (UnreadableRecordException _) {
            // It names nothing; the consumer's shell reads it again and rejects it.
            return Stream.empty();
        }
    }
}
