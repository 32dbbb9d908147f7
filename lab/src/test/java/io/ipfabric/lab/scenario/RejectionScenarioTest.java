package io.ipfabric.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.codec.UnreadableRecordException;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.event.VmRejection;
import io.ipfabric.contracts.kafka.KafkaRecords;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.lab.process.Poll;
import io.ipfabric.lab.proof.LifecycleProducer;
import io.ipfabric.lab.proof.TopicFromBeginning;
import io.ipfabric.lab.proof.Vms;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.Test;

/** What a producer gets wrong comes back to it with the reason, and holds nobody else up. */
@InLab
class RejectionScenarioTest {

    private final Vms vms = new Vms();

    @Test
    void garbageComesBackAndTheNextRecordIsObeyed() {
        var garbage = "{ this is no CloudEvent".getBytes(StandardCharsets.UTF_8);

        try (var manager = new LifecycleProducer()) {
            manager.sendGarbage("after", garbage);
            manager.send(Proofs.created("after", "node3"));
        }

        var rejection = awaitRejection(
                found -> Base64.getEncoder().encodeToString(garbage).equals(found.value()));
        assertThat(rejection.problem().detail()).isNotBlank();
        Proofs.reachable(vms.awaitAnnounced("after"));
    }

    @Test
    void vmOnAnUnknownNodeIsRefused() {
        try (var manager = new LifecycleProducer()) {
            manager.send(Proofs.created("nowhere", "node99"));
        }

        var rejection = awaitRejection(found -> "nowhere".equals(found.subject()));
        assertThat(rejection.problem().type()).isEqualTo(ProblemType.UNKNOWN_NODE);
        assertThat(vms.find("nowhere")).isEmpty();
    }

    private static VmRejection awaitRejection(Predicate<VmRejection> wanted) {
        try (var consumer = TopicFromBeginning.open(Topic.VM_REJECTIONS)) {
            return Poll.untilPresent("the rejection", Vms.LIMIT, () -> next(consumer, wanted));
        }
    }

    private static Optional<VmRejection> next(KafkaConsumer<String, byte[]> consumer, Predicate<VmRejection> wanted) {
        for (var record : consumer.poll(Duration.ofMillis(100))) {
            try {
                var wire = KafkaRecords.fromConsumerRecord(record);
                var rejection = EventCodec.decode(VmRejection.class, wire).event();
                if (wanted.test(rejection)) {
                    return Optional.of(rejection);
                }
            } catch (UnreadableRecordException e) {
                throw new AssertionError("vm-rejections holds what nobody can read", e);
            }
        }
        return Optional.empty();
    }
}
