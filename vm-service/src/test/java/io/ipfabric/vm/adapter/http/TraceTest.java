package io.ipfabric.vm.adapter.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.codec.Envelope;
import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.event.VmLifecycleEvent;
import io.ipfabric.contracts.kafka.KafkaRecords;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.trace.TraceContext;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.outbox.testing.FabricBackends;
import io.ipfabric.outbox.testing.TopicReader;
import io.ipfabric.vm.Neighbors;
import io.ipfabric.vm.ServiceUnderTest;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What this service publishes has the trace of what it was asked, by either door, and however much is asked at once. */
@QuarkusTest
@WithTestResource(FabricBackends.class)
class TraceTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @BeforeEach
    void theLabIsKnown() {
        ServiceUnderTest.knowsTheLab();
    }

    @Test
    void of_many_requests_at_once_each_has_its_own() {
        var traces = new HashMap<String, TraceContext>();
        IntStream.range(0, 20).forEach(number -> traces.put("traced" + number, begun()));

        traces.entrySet().parallelStream()
                .forEach(one -> create(one.getKey(), one.getValue().toString()));

        traces.forEach((vm, trace) -> assertThat(published(vm)).contains(trace.traceId()));
    }

    @Test
    void of_records_that_come_together_each_has_its_own() {
        var traces = new HashMap<String, TraceContext>();
        IntStream.range(0, 20).forEach(number -> traces.put("traced-by-record" + number, begun()));
        traces.keySet().forEach(vm -> create(vm, ""));

        traces.forEach((vm, trace) -> Neighbors.send(KafkaRecords.toProducerRecord(EventCodec.encode(
                new VmLifecycleEvent.Deleted(VmId.of(vm), null),
                Envelope.of(vm, "/tests/traces", Instant.EPOCH).causedBy(trace)))));

        traces.forEach((vm, trace) -> assertThat(traces(vm, 2).getLast()).contains(trace.traceId()));
    }

    private static TraceContext begun() {
        return TraceContext.begun(ThreadLocalRandom.current());
    }

    private static void create(String vm, String traceparent) {
        given().contentType(ContentType.JSON)
                .header("traceparent", traceparent)
                .body(Map.of("id", vm, "name", vm, "cluster", "lab", "node", "node1"))
                .post("/v1/vms")
                .then()
                .statusCode(202);
    }

    private static Optional<String> published(String vm) {
        return traces(vm, 1).getFirst();
    }

    private static List<Optional<String>> traces(String vm, int wanted) {
        try (var reader = TopicReader.of(Topic.VM_EVENTS)) {
            return reader.readOf(vm, wanted, PATIENCE).stream()
                    .map(record -> record.trace().map(TraceContext::traceId))
                    .toList();
        }
    }
}
