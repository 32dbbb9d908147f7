package io.ipfabric.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.VmLifecycleEvent.Deleted;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.lab.proof.LifecycleProducer;
import io.ipfabric.lab.proof.VmView;
import io.ipfabric.lab.proof.Vms;
import org.junit.jupiter.api.Test;

/** A producer that repeats itself: each event takes effect once, however late it comes again. */
@InLab
class RepetitionScenarioTest {

    private final Vms vms = new Vms();

    @Test
    void repeatedRecordsChangeNothing() {
        var created = LifecycleProducer.record(Proofs.created("again", "node2"));
        try (var manager = new LifecycleProducer()) {
            manager.send(created);
            manager.send(created);
            // Until nothing of it changes by itself any more.
            var first = vms.await("again", "confirmed", VmView::isConfirmed);
            manager.send(created);
            manager.send(Proofs.created("marker", "node2"));
            vms.awaitAnnounced("marker");
            assertThat(vms.find("again").orElseThrow().json()).isEqualTo(first.json());

            var deleted = LifecycleProducer.record(new Deleted(VmId.of("again"), null));
            manager.send(deleted);
            manager.send(deleted);
            vms.awaitGone("again");
            manager.send(created);
            manager.send(deleted);
            manager.send(new Deleted(VmId.of("marker"), null));
            vms.awaitGone("marker");
            assertThat(vms.find("again")).isEmpty();
            Proofs.nowhere(first);
        }
    }
}
