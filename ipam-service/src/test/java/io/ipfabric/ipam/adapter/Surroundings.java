package io.ipfabric.ipam.adapter;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ipfabric.contracts.event.AddressEvent;
import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.event.RouteEvent.RouteWithdrawn;
import io.ipfabric.contracts.event.TopologyEvent.ClusterTopology;
import io.ipfabric.contracts.event.VmEvent.VmCreated;
import io.ipfabric.contracts.event.VmEvent.VmDeleted;
import io.ipfabric.contracts.event.VmInterface;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.Asn;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.contracts.value.VmName;
import io.ipfabric.outbox.testing.TopicReader;
import io.ipfabric.outbox.testing.TopicWriter;
import io.restassured.http.ContentType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** One cluster, and everybody in it but the service: operators, vm-service, routing-service. */
final class Surroundings implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(20);
    static final Address GATEWAY = Address.of("198.51.100.201");
    static final Generation FIRST = Generation.of(1);
    static final String COOLDOWN = "PT0.2S";

    final ClusterName cluster =
            ClusterName.of("c-" + UUID.randomUUID().toString().substring(0, 8));
    private final TopicWriter writer = new TopicWriter();

    VmId newVm() {
        return VmId.of("vm-" + UUID.randomUUID());
    }

    void clusterIsMade() {
        writer.write(new ClusterTopology(
                cluster,
                Asn.of(65000),
                new Gateways(GATEWAY, Address.of("fe80::1"), MacAddress.of("02:00:0a:00:00:01")),
                CutoverPolicy.SEAMLESS,
                null,
                List.of()));
    }

    void poolIsMade(String name, String prefix) {
        given().contentType(ContentType.JSON)
                .body(pool(name, prefix, COOLDOWN))
                .post("/v1/pools")
                .then()
                .statusCode(201);
    }

    String pool(String name, String prefix, String cooldown) {
        return """
                {"name": "%s", "cluster": "%s", "prefix": "%s", "cooldown": "%s"}""".formatted(name, cluster, prefix, cooldown);
    }

    void poolIsGone(String name) {
        given().delete("/v1/pools/" + name);
        await().atMost(PATIENCE).until(() -> given().get("/v1/pools/" + name).statusCode() == 404);
    }

    private VmCreated created(VmId vm, Generation generation, List<AddressFamily> families, String... addresses) {
        return new VmCreated(
                vm,
                VmName.of(vm.value()),
                cluster,
                NodeName.of("node1"),
                generation,
                families,
                List.of(addresses).stream().map(Address::of).toList(),
                new VmInterface(InterfaceName.of("net0"), null, null, MacAddress.of("02:00:00:00:00:10")),
                true);
    }

    void vmIsCreated(VmId vm, List<AddressFamily> families, String... addresses) {
        writer.write(created(vm, FIRST, families, addresses));
    }

    void vmIsCreatedIn(Generation generation, VmId vm, List<AddressFamily> families) {
        writer.write(created(vm, generation, families));
    }

    void vmIsDeleted(VmId vm) {
        vmIsDeletedIn(FIRST, vm);
    }

    void vmIsDeletedIn(Generation generation, VmId vm) {
        writer.write(new VmDeleted(vm, generation));
    }

    void routeEnds(VmId vm, AllocatedAddress allocation) {
        routeIsWithdrawn(vm, allocation, true);
    }

    void routeIsWithdrawn(VmId vm, AllocatedAddress allocation, boolean ended) {
        writer.write(new RouteWithdrawn(
                vm, allocation.address(), allocation.sequence(), null, null, true, ended, Instant.now()));
    }

    /** What the service said about the VM: exactly so much when it is asked. */
    List<AddressEvent> events(VmId vm, int wanted) {
        try (var reader = TopicReader.of(Topic.ADDRESS_EVENTS)) {
            return reader.read(AddressEvent.class, event -> event.vm().equals(vm), wanted, PATIENCE);
        }
    }

    <E extends AddressEvent> E lastEvent(VmId vm, int wanted, Class<E> type) {
        var events = events(vm, wanted);
        assertThat(events.getLast()).isInstanceOf(type);
        return type.cast(events.getLast());
    }

    @Override
    public void close() {
        writer.close();
    }
}
