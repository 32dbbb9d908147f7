package io.ipfabric.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.kafka.KafkaRecords;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.trace.TraceContext;
import io.ipfabric.lab.lifecycle.LabDirectory;
import io.ipfabric.lab.lifecycle.LabToken;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.process.Json;
import io.ipfabric.lab.process.Poll;
import io.ipfabric.lab.proof.LifecycleProducer;
import io.ipfabric.lab.proof.TopicFromBeginning;
import io.ipfabric.lab.proof.Vms;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.junit.jupiter.api.Test;

/** By one trace all that a request caused is found: the records on the bus, and lines in the log of each process that did something for it. */
@InLab
class TraceScenarioTest {

    private static final List<String> PROCESSES =
            List.of("vm-service", "ipam-service", "routing-service", "node-executor-node1");

    private final Vms vms = new Vms();
    private final TraceContext trace = TraceContext.begun(ThreadLocalRandom.current());

    @Test
    void fromTheHttpRequestToConfirmed() throws IOException, InterruptedException {
        var answer = post("traced", "node1");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(answer.headers().firstValue("traceparent").flatMap(TraceContext::parse))
                .hasValueSatisfying(answered -> assertThat(answered.traceId()).isEqualTo(trace.traceId()));
        assertFollowed("traced");
    }

    @Test
    void fromTheProducersRecordToConfirmed() throws IOException {
        try (var manager = new LifecycleProducer()) {
            var record = LifecycleProducer.record(Proofs.created("traced-too", "node1"));
            record.headers().add("ce_traceparent", trace.toString().getBytes(StandardCharsets.UTF_8));
            manager.send(record);
        }

        assertFollowed("traced-too");
    }

    @Test
    void aProblemNamesTheTrace() throws IOException, InterruptedException {
        var answer = post("traced-nowhere", "node99");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(Json.read(answer.body()).path("trace_id").asText()).isEqualTo(trace.traceId());
    }

    private void assertFollowed(String vm) throws IOException {
        Proofs.reachable(vms.awaitAnnounced(vm));
        awaitRecord(Topic.VM_EVENTS, Set.of("io.ipfabric.vm-event.created.v1"));
        awaitRecord(Topic.ADDRESS_EVENTS, Set.of("io.ipfabric.address.allocated.v1"));
        awaitRecord(Topic.ROUTE_INTENTS, Set.of("io.ipfabric.route.announce.v1"));
        awaitRecord(Topic.ROUTE_REPORTS, Set.of("io.ipfabric.route-report.v1"));
        awaitRecord(Topic.ROUTE_EVENTS, Set.of("io.ipfabric.route.announced.v1", "io.ipfabric.route.confirmed.v1"));
        for (var process : PROCESSES) {
            var log = LabDirectory.ofMachine().processes().log(process);
            // As text a line has the beginning of it.
            assertThat(Files.readString(log))
                    .as(process)
                    .contains(trace.traceId().substring(0, 8));
        }
        vms.delete(vm);
        vms.awaitGone(vm);
    }

    /** Hop by hop, so that a failure says where the trace was lost. */
    private void awaitRecord(Topic topic, Set<String> types) {
        try (var consumer = TopicFromBeginning.open(topic)) {
            var found = new TreeSet<String>();
            Poll.until(types + " with the trace on " + topic, Duration.ofSeconds(20), () -> {
                found.addAll(typesOfTrace(consumer));
                return found.containsAll(types);
            });
        }
    }

    private Set<String> typesOfTrace(KafkaConsumer<String, byte[]> consumer) {
        var found = new TreeSet<String>();
        for (var record : consumer.poll(Duration.ofMillis(200))) {
            var wire = KafkaRecords.fromConsumerRecord(record);
            if (wire.trace().filter(of -> of.traceId().equals(trace.traceId())).isPresent()) {
                found.add(wire.headers().get("ce_type"));
            }
        }
        return found;
    }

    private HttpResponse<String> post(String vm, String node) throws IOException, InterruptedException {
        var body = Map.of("id", vm, "name", vm, "cluster", LabPlan.CLUSTER, "node", node);
        var request = HttpRequest.newBuilder(
                        URI.create(LabPlan.service("vm-service").url() + "/v1/vms"))
                .header("Authorization", "Bearer " + LabToken.current())
                .header("Content-Type", "application/json")
                .header("traceparent", trace.toString())
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(body)))
                .build();
        try (var client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.ofString());
        }
    }
}
