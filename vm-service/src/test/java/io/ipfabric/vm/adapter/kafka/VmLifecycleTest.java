package io.ipfabric.vm.adapter.kafka;

import static io.ipfabric.vm.ServiceUnderTest.awaitState;
import static io.ipfabric.vm.ServiceUnderTest.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import io.ipfabric.contracts.codec.Envelope;
import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.event.VmEvent.VmCreated;
import io.ipfabric.contracts.event.VmEvent.VmDeleted;
import io.ipfabric.contracts.event.VmEvent.VmMigrationCancelled;
import io.ipfabric.contracts.event.VmEvent.VmMigrationForced;
import io.ipfabric.contracts.event.VmEvent.VmMigrationStarted;
import io.ipfabric.contracts.event.VmEvent.VmMigrationSwitched;
import io.ipfabric.contracts.event.VmEvent.VmStarted;
import io.ipfabric.contracts.event.VmEvent.VmStopped;
import io.ipfabric.contracts.event.VmLifecycleEvent.Created;
import io.ipfabric.contracts.event.VmLifecycleEvent.Deleted;
import io.ipfabric.contracts.event.VmLifecycleEvent.MigrationFailed;
import io.ipfabric.contracts.event.VmLifecycleEvent.MigrationStarted;
import io.ipfabric.contracts.event.VmLifecycleEvent.MigrationSwitched;
import io.ipfabric.contracts.event.VmLifecycleEvent.Started;
import io.ipfabric.contracts.event.VmLifecycleEvent.Stopped;
import io.ipfabric.contracts.kafka.KafkaRecords;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.contracts.value.VmName;
import io.ipfabric.outbox.testing.FabricBackends;
import io.ipfabric.vm.Neighbors;
import io.ipfabric.vm.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The door for hypervisor managers: what they write to the real topic, and what comes of it. */
@QuarkusTest
@WithTestResource(FabricBackends.class)
class VmLifecycleTest {

    private static final NodeName NODE1 = NodeName.of("node1");
    private static final NodeName NODE2 = NodeName.of("node2");

    @BeforeEach
    void theLabIsKnown() {
        ServiceUnderTest.knowsTheLab();
    }

    @Test
    void aLifeToldOnTheTopicBecomesTheSameFactsAsOneOverHttp() {
        var vm = VmId.of("told1");
        Neighbors.send(created("told1", NODE1));
        Neighbors.send(new Stopped(vm, NODE1));
        Neighbors.send(new Started(vm, NODE2, null));
        Neighbors.send(new Deleted(vm, NODE2));

        awaitState("told1", "DELETING");
        get("/v1/vms/told1").body("node", is("node2")).body("generation", is(2));
        assertThat(Neighbors.vmEvents("told1", 4))
                .<Class<?>>extracting(VmEvent::getClass)
                .containsExactly(VmCreated.class, VmStopped.class, VmStarted.class, VmDeleted.class);
    }

    @Test
    void garbageIsRejectedWithItsReasonAndLaterRecordsGoOn() {
        Neighbors.sendLifecycle("garbage1", "no event".getBytes(StandardCharsets.UTF_8));
        Neighbors.send(created("garbage1", NODE1));

        assertThat(Neighbors.rejections("garbage1", 1)).singleElement().satisfies(rejection -> {
            assertThat(rejection.problem().type()).isIn(ProblemType.UNREADABLE, ProblemType.INVALID_FIELD);
            assertThat(rejection.value()).isNotEmpty();
        });
        assertThat(Neighbors.vmEvents("garbage1", 1)).singleElement().isInstanceOf(VmCreated.class);
    }

    /** A source is no URI with a NUL, and PostgreSQL's text has none: such a record must not stop those behind it. */
    @ParameterizedTest
    @ValueSource(strings = {"ce_subject", "ce_source", "ce_id", "ce_type", "ce_time", "other"})
    void aNulInAHeaderStopsNobody(String header) {
        var vm = "nul-" + header.replace('_', '-');
        var record = KafkaRecords.toProducerRecord(
                EventCodec.encode(created(vm, NODE1), Envelope.of(vm, "/tests/nul", Instant.EPOCH)));
        record.headers().remove(header).add(header, "a\0b".getBytes(StandardCharsets.UTF_8));
        Neighbors.send(record);
        Neighbors.send(new ProducerRecord<>(Topic.VM_LIFECYCLE.toString(), vm + "\0", new byte[0]));
        Neighbors.send(created(vm + "-behind", NODE1));

        assertThat(Neighbors.vmEvents(vm + "-behind", 1)).singleElement().isInstanceOf(VmCreated.class);
    }

    @Test
    void whatAProducerTookBackNeverWas() {
        var settings = new HashMap<>(FabricBackends.broker().settings());
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "hypervisor-manager-that-aborts");
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            var unused = producer.send(KafkaRecords.toProducerRecord(
                    EventCodec.encode(created("aborted1", NODE1), Envelope.of("aborted1", "/tests", Instant.EPOCH))));
            producer.flush();
            producer.abortTransaction();
        }
        Neighbors.send(created("aborted1", NODE2));

        assertThat(Neighbors.vmEvents("aborted1", 1))
                .singleElement()
                .isInstanceOfSatisfying(
                        VmCreated.class, event -> assertThat(event.node()).isEqualTo(NODE2));
    }

    @Test
    void theSameRecordTwiceIsOneFact() {
        var vm = VmId.of("twice1");
        Neighbors.send(created("twice1", NODE1), "twice1-created", null);
        Neighbors.send(new Stopped(vm, NODE1), "twice1-stopped", null);
        Neighbors.send(created("twice1", NODE1), "twice1-created", null);
        Neighbors.send(new Stopped(vm, NODE1), "twice1-stopped", null);
        Neighbors.send(new Deleted(vm, null));

        assertThat(Neighbors.vmEvents("twice1", 3))
                .<Class<?>>extracting(VmEvent::getClass)
                .containsExactly(VmCreated.class, VmStopped.class, VmDeleted.class);
    }

    @Test
    void whatIsRefusedSaysWhy() {
        var vm = VmId.of("why1");
        Neighbors.send(created("why1", NODE1));
        Neighbors.send(new Stopped(vm, NODE2));
        Neighbors.send(new Started(vm, NODE2, null));
        Neighbors.send(new Started(vm, NODE2, Generation.of(7)));
        Neighbors.send(new MigrationStarted(vm, NODE1, NODE2, null, null));
        Neighbors.send(created("why1", NODE2));

        assertThat(Neighbors.rejections("why1", 5))
                .extracting(rejection -> rejection.problem().type())
                .containsExactly(
                        ProblemType.NOT_PLACED_THERE,
                        ProblemType.NOT_PLACED_THERE,
                        ProblemType.WRONG_STATE,
                        ProblemType.WRONG_STATE,
                        ProblemType.ALREADY_EXISTS);
    }

    @Test
    void tenRecordsBackToBackMoveAVmAboutAndEveryNumberRises() {
        var vm = VmId.of("tour1");
        ServiceUnderTest.runs("tour1", "192.0.2.140");
        Neighbors.send(new MigrationStarted(vm, NODE1, NODE2, null, null));
        Neighbors.send(new MigrationFailed(vm, NODE2, "no memory"));
        Neighbors.send(new MigrationStarted(vm, NODE1, NODE2, CutoverPolicy.STRICT, StrictTimeout.PROCEED));
        Neighbors.send(new MigrationSwitched(vm, NODE2));
        Neighbors.send(new MigrationStarted(vm, NODE2, NODE1, null, null));
        Neighbors.send(new Stopped(vm, NODE2));
        Neighbors.send(new Started(vm, NODE1, null));
        Neighbors.send(new MigrationSwitched(vm, NODE2));
        Neighbors.send(new MigrationSwitched(vm, NODE2));
        Neighbors.send(new Deleted(vm, NODE2));

        assertThat(Neighbors.vmEvents("tour1", 10))
                .extracting(VmLifecycleTest::told)
                .containsExactly(
                        "VmCreated 1",
                        "VmMigrationStarted 2",
                        "VmMigrationCancelled 2",
                        "VmMigrationStarted 3",
                        "VmMigrationSwitched 3",
                        "VmMigrationStarted 4",
                        "VmStopped 4",
                        "VmStarted 5",
                        "VmMigrationSwitched 6",
                        "VmDeleted 6");
        get("/v1/vms/tour1/migrations")
                .body("items.phase", contains("SWITCHED", "CANCELLED", "SWITCHED", "FAILED"))
                .body("items[3].detail", is("no memory"))
                .body("items[2].cutover", is("STRICT"))
                .body("items[2].strictTimeout", is("PROCEED"));
    }

    private static String told(VmEvent event) {
        var generation =
                switch (event) {
                    case VmCreated created -> created.generation();
                    case VmStarted started -> started.generation();
                    case VmStopped stopped -> stopped.generation();
                    case VmDeleted deleted -> deleted.generation();
                    case VmMigrationStarted started -> started.generation();
                    case VmMigrationSwitched switched -> switched.generation();
                    case VmMigrationCancelled cancelled -> cancelled.generation();
                    case VmMigrationForced forced -> forced.generation();
                };
        return event.getClass().getSimpleName() + " " + generation;
    }

    @Test
    void aMigrationThatContradictsWhatIsKnownIsRejectedWithItsField() {
        var vm = VmId.of("tour2");
        ServiceUnderTest.runs("tour2", "192.0.2.141");
        Neighbors.send(new MigrationStarted(vm, NODE2, NODE1, null, null));
        Neighbors.send(new MigrationStarted(vm, NODE1, NODE1, null, null));
        Neighbors.send(new MigrationStarted(vm, NODE1, NodeName.of("node-unknown-target"), null, null));
        Neighbors.send(new MigrationFailed(vm, NODE2, null));

        assertThat(Neighbors.rejections("tour2", 4))
                .extracting(rejection ->
                        rejection.problem().type() + " " + rejection.problem().field())
                .containsExactly(
                        ProblemType.NOT_PLACED_THERE + " source",
                        ProblemType.WRONG_STATE + " target",
                        ProblemType.UNKNOWN_NODE + " target",
                        ProblemType.WRONG_STATE + " target");
    }

    @Test
    void aTargetThatBecomesKnownInTimeIsAccepted() {
        ServiceUnderTest.runs("tour3", "192.0.2.142");
        Neighbors.send(new MigrationStarted(VmId.of("tour3"), NODE1, NodeName.of("node-late-target"), null, null));
        Neighbors.announceNode("node-late-target", "lab");

        assertThat(Neighbors.vmEvents("tour3", 2).getLast()).isInstanceOf(VmMigrationStarted.class);
    }

    @Test
    void anOlderRecordOfTheSameSourceIsOutOfOrder() {
        var vm = VmId.of("order1");
        Neighbors.send(created("order1", NODE1), "order1-1", 1L);
        Neighbors.send(new Stopped(vm, NODE1), "order1-5", 5L);
        Neighbors.send(new Started(vm, NODE1, null), "order1-4", 4L);

        assertThat(Neighbors.rejections("order1", 1)).singleElement().satisfies(rejection -> {
            assertThat(rejection.problem().type()).isEqualTo(ProblemType.OUT_OF_ORDER);
            assertThat(rejection.problem().field()).isEqualTo("sequence");
        });
        assertThat(Neighbors.vmEvents("order1", 2))
                .<Class<?>>extracting(VmEvent::getClass)
                .containsExactly(VmCreated.class, VmStopped.class);
    }

    @Test
    void aCreationThatIsOlderThanTheDeletionMakesNothing() {
        var vm = VmId.of("order2");
        Neighbors.send(new Deleted(vm, null), "order2-2", 2L);
        Neighbors.send(created("order2", NODE1), "order2-1", 1L);

        assertThat(Neighbors.rejections("order2", 1))
                .extracting(rejection -> rejection.problem().type())
                .containsExactly(ProblemType.OUT_OF_ORDER);
        get("/v1/vms/order2").statusCode(404);
    }

    @Test
    void aRefusedRecordLeavesNoTraceInTheOrder() {
        var vm = VmId.of("order3");
        Neighbors.send(created("order3", NODE1), "order3-1", 1L);
        Neighbors.send(new Started(vm, NODE2, null), "order3-3", 3L);
        Neighbors.send(new Stopped(vm, NODE1), "order3-2", 2L);

        assertThat(Neighbors.vmEvents("order3", 2))
                .<Class<?>>extracting(VmEvent::getClass)
                .containsExactly(VmCreated.class, VmStopped.class);
        assertThat(Neighbors.rejections("order3", 1))
                .extracting(rejection -> rejection.problem().type())
                .containsExactly(ProblemType.NOT_PLACED_THERE);
    }

    @Test
    void aNodeThatBecomesKnownInTimeIsAccepted() {
        Neighbors.send(created("late2", NodeName.of("node-late2")));
        Neighbors.announceNode("node-late2", "lab");

        assertThat(Neighbors.vmEvents("late2", 1)).singleElement().isInstanceOf(VmCreated.class);
    }

    @Test
    void aNodeThatStaysUnknownIsRefusedAndThoseBehindGoOn() {
        Neighbors.send(created("unknown1", NodeName.of("node-unknown")));
        Neighbors.send(created("behind1", NODE1));

        assertThat(Neighbors.rejections("unknown1", 1)).singleElement().satisfies(rejection -> {
            assertThat(rejection.problem().type()).isEqualTo(ProblemType.UNKNOWN_NODE);
            assertThat(rejection.problem().field()).isEqualTo("node");
        });
        assertThat(Neighbors.vmEvents("behind1", 1)).singleElement().isInstanceOf(VmCreated.class);
    }

    private static Created created(String vm, NodeName node) {
        return new Created(VmId.of(vm), VmName.of(vm), ClusterName.of("lab"), node, List.of(), List.of(), null, null);
    }
}
