package io.ipfabric.ipam.application;

import io.ipfabric.contracts.event.AddressEvent;
import io.ipfabric.contracts.event.AddressEvent.AddressesAllocated;
import io.ipfabric.contracts.event.AddressEvent.AddressesReleased;
import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.event.AddressEvent.AllocationRefused;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.outbox.BlockingTransaction;
import io.ipfabric.outbox.Precondition;
import io.ipfabric.outbox.TopicScan;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The database knows every allocation that was published. One that does not, as after the restore of an older dump, takes addresses for
 * free that have an owner. The topic is read once; the database is asked until a person has restored a later dump.
 */
@ApplicationScoped
public class AllocationsComplete implements Precondition {

    private final TopicScan scan;
    private final BlockingTransaction transaction;
    private final AllocationStore store;
    private OptionalLong published = OptionalLong.empty();

    @Inject
    AllocationsComplete(TopicScan scan, BlockingTransaction transaction, AllocationStore store) {
        this.scan = scan;
        this.transaction = transaction;
        this.store = store;
    }

    @Override
    public Optional<String> check() {
        long highest = published.orElseGet(this::read);
        published = OptionalLong.of(highest);
        long last = transaction.run(store::lastSequence);
        return highest <= last
                ? Optional.empty()
                : Optional.of(Topic.ADDRESS_EVENTS + " holds allocation " + highest + ", the database knows none above "
                        + last + ": it was restored from an older dump; restore a later one");
    }

    private long read() {
        var highest = new long[1];
        scan.read(Topic.ADDRESS_EVENTS, AddressEvent.class, event -> addresses(event)
                .forEach(address ->
                        highest[0] = Math.max(highest[0], address.sequence().value())));
        return highest[0];
    }

    private static List<AllocatedAddress> addresses(AddressEvent event) {
        return switch (event) {
            case AddressesAllocated allocated -> allocated.addresses();
            case AddressesReleased released -> released.addresses();
            case AllocationRefused _ -> List.of();
        };
    }
}
