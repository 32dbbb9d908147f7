package io.ipfabric.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.codec.UnreadableRecordException;
import io.ipfabric.contracts.event.VmLifecycleEvent.MigrationFailed;
import io.ipfabric.contracts.event.VmLifecycleEvent.MigrationStarted;
import io.ipfabric.contracts.event.VmLifecycleEvent.MigrationSwitched;
import io.ipfabric.contracts.event.VmLifecycleEvent.Started;
import io.ipfabric.contracts.event.VmLifecycleEvent.Stopped;
import io.ipfabric.contracts.event.VmRejection;
import io.ipfabric.contracts.kafka.KafkaRecords;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.lab.fuzz.HostileRecords;
import io.ipfabric.lab.fuzz.HostileRequests;
import io.ipfabric.lab.fuzz.Seed;
import io.ipfabric.lab.lifecycle.HttpApi;
import io.ipfabric.lab.lifecycle.LabToken;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.process.Json;
import io.ipfabric.lab.process.Poll;
import io.ipfabric.lab.proof.LifecycleProducer;
import io.ipfabric.lab.proof.TopicFromBeginning;
import io.ipfabric.lab.proof.Vms;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ten thousand requests and ten thousand records that nobody should send: each is refused with the reason, or was right after all, and nobody else waits. */
@InLab
class HostileTrafficScenarioTest {

    private static final int MESSAGES = 10_000;
    /** Its first line or a header is too long: the HTTP codec says so, and nobody else reads it. */
    private static final Set<Integer> BEFORE_ANY_SERVICE = Set.of(414, 431);

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final NodeName NOWHERE = NodeName.of("node99");
    private static final VmId NOBODY = VmId.of("fuzz-nobody");

    private final Seed seed = Seed.ofThisRun();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, Set<String>> before = new HashMap<>();

    /** Where a request that is right after all makes something: it is not to stay. */
    private static final List<Collected> COLLECTIONS = List.of(
            new Collected("vm-service", "/v1/vms", "id"),
            new Collected("ipam-service", "/v1/pools", "name"),
            new Collected("gateway-config-service", "/v1/clusters", "name"));

    /** @param key what an item is called by */
    private record Collected(String service, String path, String key) {

        HttpApi api() {
            return new HttpApi(LabPlan.service(service).url());
        }

        Set<String> all() {
            var found = new HashSet<String>();
            api().get(path + "?limit=200")
                    .orThrow("cannot list " + path)
                    .json()
                    .path("items")
                    .forEach(item -> found.add(item.path(key).asText()));
            return found;
        }
    }

    @BeforeEach
    void whatThereIs() {
        for (var collection : COLLECTIONS) {
            before.put(collection.path(), collection.all());
        }
    }

    @AfterEach
    void whatWasMadeGoes() {
        for (var collection : COLLECTIONS) {
            var known = Objects.requireNonNull(before.get(collection.path()));
            Poll.until("what " + seed + " made of " + collection.path() + " to be gone", PATIENCE, () -> {
                var left = collection.all();
                left.removeAll(known);
                left.forEach(name -> collection.api().delete(collection.path() + "/" + name));
                return left.isEmpty();
            });
        }
    }

    @Test
    void requestsAreAnsweredWithWhatIsWrongWithThem() throws Exception {
        int each = MESSAGES / LabPlan.SERVICES.size();
        var unexplained = new ArrayList<String>();
        for (var service : LabPlan.SERVICES) {
            var openApi = Json.read(
                    new HttpApi(service.url()).get("/q/openapi?format=json").body());
            var requests = new HostileRequests(service.url(), openApi, seed, LabToken.current());
            int refused = 0;
            for (int number = 0; number < each; number++) {
                var request = requests.request(number);
                var answer = answer(request, number);
                refused += answer.statusCode() >= 400 ? 1 : 0;
                if (!isExplained(answer)) {
                    unexplained.add(number + ": " + request.method() + " " + request.uri() + " " + answer.statusCode()
                            + " " + answer.body());
                }
            }
            assertThat(refused).as("most are wrong; %s", seed).isGreaterThan(each / 2);
        }
        assertThat(unexplained).as(seed.toString()).isEmpty();
        LabPlan.SERVICES.forEach(
                service -> assertThat(new HttpApi(service.url()).unready()).isEmpty());
    }

    /** Once more where the connection was closed, as one is after a request that cannot be read: the client learns of it by the next one only. */
    private HttpResponse<String> answer(HttpRequest request, int number) throws InterruptedException {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException _) {
            try (var another = HttpClient.newHttpClient()) {
                return another.send(request, BodyHandlers.ofString());
            } catch (IOException e) {
                throw new AssertionError("no answer to " + request + " " + seed + " number " + number, e);
            }
        }
    }

    private static boolean isExplained(HttpResponse<String> answer) {
        int status = answer.statusCode();
        if (status < 400 || BEFORE_ANY_SERVICE.contains(status)) {
            return true;
        }
        if (status >= 500
                || !answer.headers().firstValue("Content-Type").equals(Optional.of("application/problem+json"))) {
            return false;
        }
        var problem = Json.read(answer.body());
        return problem.path("type").asText().startsWith("urn:ip-fabric:problem:")
                && problem.path("status").asInt() == status
                && !problem.path("detail").asText().isBlank();
    }

    /** They are about a VM that nobody has and a node that is not there, so that none of them can be obeyed. */
    @Test
    void recordsComeBackWithWhatIsWrongWithThemAndNoPartitionStandsStill() {
        var records = new HostileRecords(
                List.of(
                        Proofs.created("fuzz-nobody", NOWHERE.value()),
                        new Started(NOBODY, NOWHERE, null),
                        new Stopped(NOBODY, NOWHERE),
                        new MigrationStarted(NOBODY, NodeName.of("node1"), NOWHERE, null, null),
                        new MigrationSwitched(NOBODY, NOWHERE),
                        new MigrationFailed(NOBODY, NOWHERE, "said by a fuzzer")),
                seed);
        Map<Place, ProducerRecord<String, byte[]>> sent;
        try (var manager = new LifecycleProducer()) {
            sent = sent(manager, records);
        }

        var answered = new HashMap<Place, VmRejection>();
        try (var rejections = TopicFromBeginning.open(Topic.VM_REJECTIONS)) {
            Poll.until("each record to come back, or to be a repetition; " + seed, PATIENCE, () -> {
                for (var record : rejections.poll(Duration.ofMillis(100))) {
                    var rejection = read(record);
                    answered.put(new Place(rejection.partition(), rejection.offset()), rejection);
                }
                return sent.keySet().stream().allMatch(place -> answered.containsKey(place) || isRepeated(place, sent));
            });
        }

        assertThat(answered.values()).as(seed.toString()).allSatisfy(rejection -> assertThat(
                        rejection.problem().detail())
                .isNotBlank());
        assertThat(new Vms().find(NOBODY.value())).as(seed.toString()).isEmpty();
    }

    private static Map<Place, ProducerRecord<String, byte[]>> sent(LifecycleProducer manager, HostileRecords records) {
        var all = IntStream.range(0, MESSAGES).mapToObj(records::record).toList();
        var places = manager.sendAll(all);
        var sent = new HashMap<Place, ProducerRecord<String, byte[]>>();
        for (int i = 0; i < all.size(); i++) {
            sent.put(Place.of(places.get(i)), all.get(i));
        }
        return sent;
    }

    /** The same source and id as another record: then it is the same event, and only one of them is answered. */
    private static boolean isRepeated(Place place, Map<Place, ProducerRecord<String, byte[]>> sent) {
        var record = Objects.requireNonNull(sent.get(place));
        return sent.entrySet().stream()
                .filter(other -> !other.getKey().equals(place))
                .anyMatch(other -> identity(other.getValue()).equals(identity(record)));
    }

    private static List<String> identity(ProducerRecord<String, byte[]> record) {
        return List.of("ce_source", "ce_id").stream()
                .map(name -> record.headers().lastHeader(name))
                .map(header -> header == null ? "" : new String(header.value(), StandardCharsets.UTF_8))
                .toList();
    }

    private static VmRejection read(ConsumerRecord<String, byte[]> record) {
        try {
            return EventCodec.decode(VmRejection.class, KafkaRecords.fromConsumerRecord(record))
                    .event();
        } catch (UnreadableRecordException e) {
            throw new AssertionError("vm-rejections holds what nobody can read", e);
        }
    }

    /** Of a record in its topic. */
    private record Place(int partition, long offset) {

        static Place of(RecordMetadata metadata) {
            return new Place(metadata.partition(), metadata.offset());
        }
    }
}
