package io.ipfabric.node.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ipfabric.contracts.event.NodeReport;
import io.ipfabric.contracts.event.RouteReport;
import io.ipfabric.contracts.trace.TraceContext;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.node.domain.Samples;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With a producer whose answers are in the test's hands. */
class KafkaReportsTest {

    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
    private final IntentTraces traces = new IntentTraces();
    private final KafkaReports reports = new KafkaReports(producer, Samples.NODE, traces, Clock.systemUTC());
    private final Thread thread = Thread.ofPlatform().name("reports").start(reports);

    @AfterEach
    void stop() throws InterruptedException {
        thread.interrupt();
        assertThat(thread.join(Duration.ofSeconds(5))).isTrue();
    }

    private static NodeReport heartbeat(int endpoints) {
        return new NodeReport.Heartbeat(
                Samples.NODE, Samples.INSTANCE, true, 1, endpoints, List.of(), null, Instant.EPOCH);
    }

    private void awaitSent(int count) {
        await().until(() -> producer.history().size() == count);
    }

    private String sent(int position) {
        return new String(producer.history().get(position).value(), StandardCharsets.UTF_8);
    }

    @Test
    void oneThingHasOneRecordOnItsWayAndTheNewestFollows() {
        reports.publish(heartbeat(1));
        awaitSent(1);
        reports.publish(heartbeat(2));
        reports.publish(heartbeat(3));
        assertThat(producer.history()).hasSize(1);

        producer.completeNext();

        awaitSent(2);
        assertThat(sent(1)).contains("\"endpoints\":3");
    }

    @Test
    void differentThingsDoNotWaitForEachOther() {
        reports.publish(heartbeat(1));
        reports.retract(Samples.vm(1));

        awaitSent(2);
    }

    @Test
    void aReportSaysByWhichRequestItsIntentWasGiven() {
        var trace = TraceContext.begun(new Random(1));
        traces.read(Samples.announce(1, 10), Optional.of(trace));
        traces.read(Samples.announce(2, 10), Optional.empty());
        // Older ones, and the same one without it, as after a republication.
        traces.read(Samples.announce(1, 9), Optional.of(TraceContext.begun(new Random(2))));
        traces.read(Samples.announce(1, 10), Optional.empty());

        reports.publish(report(1, 10));
        reports.publish(report(2, 10));
        reports.publish(refusal(1, 9));

        awaitSent(3);
        assertThat(producer.history())
                .extracting(record -> Optional.ofNullable(record.headers().lastHeader("ce_traceparent"))
                        .map(header -> new String(header.value(), StandardCharsets.UTF_8)))
                .containsExactly(Optional.of(trace.toString()), Optional.empty(), Optional.empty());
    }

    private static RouteReport report(int vm, long epoch) {
        return new RouteReport(
                Samples.NODE,
                Samples.INSTANCE,
                Samples.vm(vm),
                Epoch.of(epoch),
                null,
                new RouteReport.ObservedInterface(false, false),
                List.of(),
                null,
                Instant.EPOCH);
    }

    private static NodeReport refusal(int vm, long epoch) {
        return new NodeReport.IntentRefused(
                Samples.NODE, Samples.INSTANCE, Samples.vm(vm), Epoch.of(epoch), "older", Instant.EPOCH);
    }

    @Test
    void whatDidNotArriveIsSentAgain() {
        reports.publish(heartbeat(1));
        awaitSent(1);

        producer.errorNext(new TimeoutException("no broker"));

        awaitSent(2);
        assertThat(sent(1)).contains("\"endpoints\":1");
    }

    @Test
    void whatDidNotArriveYieldsToWhatIsNewer() {
        reports.publish(heartbeat(1));
        awaitSent(1);
        reports.publish(heartbeat(2));

        producer.errorNext(new TimeoutException("no broker"));

        awaitSent(2);
        assertThat(sent(1)).contains("\"endpoints\":2");
    }

    @Test
    void anEndpointThatIsForgottenLeavesATombstone() {
        reports.retract(Samples.vm(1));

        awaitSent(1);
        assertThat(producer.history().getFirst().key()).isEqualTo("vm-1/node1");
        assertThat(producer.history().getFirst().value()).isNull();
    }
}
