package io.ipfabric.ipam.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.AddressEvent.AddressesAllocated;
import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.ipam.domain.ManualDecider.Given;
import io.ipfabric.ipam.domain.Owner;
import io.ipfabric.outbox.BlockingTransaction;
import io.ipfabric.outbox.Preconditions;
import io.ipfabric.outbox.TopicScan;
import io.ipfabric.outbox.testing.FabricBackends;
import io.ipfabric.outbox.testing.TopicWriter;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.Test;

/** A database that knows less than the service has told. */
@QuarkusTest
@WithTestResource(FabricBackends.class)
class AllocationsCompleteTest {

    @Inject
    TopicScan scan;

    @Inject
    BlockingTransaction transaction;

    @Inject
    AllocationStore store;

    @Inject
    PoolStore pools;

    @Inject
    OfferSearch offers;

    @Inject
    Mutiny.SessionFactory sessions;

    @Test
    void it_waits_while_the_topic_is_ahead_of_the_database_and_no_longer() {
        long published = transaction.run(store::lastSequence) + 1_000;
        try (var writer = new TopicWriter()) {
            var address = new AllocatedAddress(
                    Address.of("203.0.113.1"), SequenceNumber.of(published), PoolName.of("restored"));
            writer.write(
                    new AddressesAllocated(VmId.of("vm-" + UUID.randomUUID()), Generation.of(1), List.of(address)));
        }
        var complete = new AllocationsComplete(scan, transaction, store);

        assertThat(complete.check()).hasValueSatisfying(reason -> assertThat(reason)
                .contains("address-events holds allocation " + published));

        laterDumpIsRestored(published);
        assertThat(complete.check()).isEmpty();
    }

    private void laterDumpIsRestored(long last) {
        transaction.run(session -> session.createNativeQuery("select setval('allocation_sequence', ?1)", Long.class)
                .setParameter(1, last)
                .getSingleResult());
    }

    @Test
    void people_get_no_address_meanwhile() {
        var waiting = new Preconditions(List.of(() -> Optional.of("the topic is ahead")));
        var allocations = new ManualAllocations(store, pools, offers, sessions, waiting);

        var given = transaction.run(
                session -> allocations.give(session, PoolName.of("any"), new Owner.Manual(VmId.of("appliance")), null));

        assertThat(given).isInstanceOfSatisfying(Given.Refused.class, refused -> assertThat(
                        refused.problem().type())
                .isEqualTo(ProblemType.UNAVAILABLE));
    }
}
