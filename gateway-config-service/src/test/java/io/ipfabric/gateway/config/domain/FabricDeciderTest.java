package io.ipfabric.gateway.config.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.event.RouterConfig.Flavor;
import io.ipfabric.contracts.event.RouterConfig.Role;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Asn;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.config.domain.Decision.Changed;
import io.ipfabric.gateway.config.domain.Decision.Refused;
import io.ipfabric.gateway.config.domain.Decision.Unchanged;
import io.ipfabric.gateway.config.domain.FabricRequest.AddCluster;
import io.ipfabric.gateway.config.domain.FabricRequest.AddDevice;
import io.ipfabric.gateway.config.domain.FabricRequest.DropPool;
import io.ipfabric.gateway.config.domain.FabricRequest.RemoveCluster;
import io.ipfabric.gateway.config.domain.FabricRequest.RemoveDevice;
import io.ipfabric.gateway.config.domain.FabricRequest.SetPool;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table above {@link FabricDecider}, cell by cell. */
class FabricDeciderTest {

    private static final int PARTITIONS = 4;
    private static final ClusterName OTHER = new ClusterName("other");
    private static final Device.Reflector FAR = Samples.reflector("far", "10.254.0.9");

    private final FabricDecider decider = new FabricDecider(PARTITIONS);

    static Stream<Arguments> accepted() {
        return Stream.of(
                Arguments.of("add cluster", List.of(), new AddCluster(Samples.specification())),
                Arguments.of("add node", cluster(), add(Samples.NODE1)),
                Arguments.of("add reflector", cluster(), add(Samples.RR1)),
                Arguments.of("add core gateway", cluster(), add(Samples.CORE)),
                Arguments.of("remove cluster", cluster(), new RemoveCluster(Samples.LAB)),
                Arguments.of("remove node", with(Samples.RR1, Samples.NODE1), remove(Role.NODE, Samples.NODE1)),
                Arguments.of("remove reflector", with(Samples.RR1), remove(Role.REFLECTOR, Samples.RR1)),
                Arguments.of(
                        "remove one of two reflectors of a /24",
                        with(Samples.RR1, Samples.RR2, Samples.NODE1),
                        remove(Role.REFLECTOR, Samples.RR1)),
                Arguments.of(
                        "remove the last reflector",
                        with(Samples.RR1, Samples.NODE1),
                        remove(Role.REFLECTOR, Samples.RR1)),
                Arguments.of("remove core gateway", with(Samples.CORE), remove(Role.CORE_GATEWAY, Samples.CORE)),
                Arguments.of("set pool", List.of(), new SetPool(Samples.pool("p", "192.0.2.0/24"))),
                Arguments.of("replace pool", pool(), new SetPool(Samples.pool("p", "203.0.113.0/24"))),
                Arguments.of("drop pool", pool(), new DropPool(new PoolName("p"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("accepted")
    void isDone(String name, List<FabricRequest> past, FabricRequest request) {
        var before = after(past);

        assertThat(decider.decide(before, request))
                .as(name)
                .isInstanceOfSatisfying(
                        Changed.class, changed -> assertThat(changed.fabric()).isNotEqualTo(before));
    }

    static Stream<Arguments> unchanged() {
        return Stream.of(
                Arguments.of("the same cluster", cluster(), new AddCluster(Samples.specification())),
                Arguments.of("the same node", with(Samples.NODE1), add(Samples.NODE1)),
                Arguments.of("the same reflector", with(Samples.RR1), add(Samples.RR1)),
                Arguments.of("the same core gateway", with(Samples.CORE), add(Samples.CORE)),
                Arguments.of("the same pool", pool(), new SetPool(Samples.pool("p", "192.0.2.0/24"))),
                Arguments.of("an absent pool dropped", List.of(), new DropPool(new PoolName("p"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unchanged")
    void isSoAlready(String name, List<FabricRequest> past, FabricRequest request) {
        assertThat(decider.decide(after(past), request)).as(name).isInstanceOf(Unchanged.class);
    }

    static Stream<Arguments> refused() {
        var far = Samples.node("node1", "10.254.0.11", "fd00:255::11");
        return Stream.of(
                refused("OSPF", List.of(), new AddCluster(ospf()), ProblemType.NOT_SUPPORTED, "protocol"),
                refused("another cluster", cluster(), new AddCluster(strict()), ProblemType.ALREADY_EXISTS, "name"),
                refused("absent cluster", List.of(), new RemoveCluster(OTHER), ProblemType.NOT_FOUND, null),
                refused("with devices", with(Samples.RR1), new RemoveCluster(Samples.LAB), ProblemType.IN_USE, null),
                refused("with pools", with(pool()), new RemoveCluster(Samples.LAB), ProblemType.IN_USE, null),
                refused("no cluster", List.of(), add(Samples.NODE1), ProblemType.NOT_FOUND, null),
                refused("another node", with(Samples.NODE1), add(moved()), ProblemType.ALREADY_EXISTS, "name"),
                refused("other role", with(Samples.NODE1), add(namesake()), ProblemType.NAME_TAKEN, "name"),
                refused("other cluster", inOther(Samples.NODE1), add(Samples.NODE1), ProblemType.NAME_TAKEN, "name"),
                refused("BIRD node", cluster(), add(bird()), ProblemType.NOT_SUPPORTED, "daemon"),
                refused(
                        "JUNOS reflector",
                        cluster(),
                        add(reflector(Flavor.JUNOS)),
                        ProblemType.NOT_SUPPORTED,
                        "daemon"),
                refused("JUNOS", cluster(), add(core(Flavor.JUNOS, 65_000)), ProblemType.NOT_SUPPORTED, "flavor"),
                refused("other ASN", cluster(), add(core(Flavor.FRR, 65_001)), ProblemType.NOT_SUPPORTED, "asn"),
                refused("the gateway", cluster(), add(gateway()), ProblemType.ADDRESS_TAKEN, "address"),
                refused("address", with(Samples.NODE1), add(sameAddress()), ProblemType.ADDRESS_TAKEN, "address"),
                refused("address6", with(Samples.NODE1), add(sameAddress6()), ProblemType.ADDRESS_TAKEN, "address6"),
                refused("outside", with(Samples.RR1), add(far), ProblemType.INVALID_FIELD, "address"),
                refused("leaves one outside", with(far), add(Samples.RR1), ProblemType.INVALID_FIELD, "address"),
                refused("not in the underlay", underlay(), add(far), ProblemType.INVALID_FIELD, "address"),
                refused("no such node", cluster(), remove(Role.NODE, Samples.NODE1), ProblemType.NOT_FOUND, null),
                refused(
                        "a node",
                        with(Samples.NODE1),
                        remove(Role.REFLECTOR, Samples.NODE1),
                        ProblemType.NOT_FOUND,
                        null),
                refused("strands", with(Samples.RR1, FAR, far), remove(Role.REFLECTOR, FAR), ProblemType.IN_USE, null));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refused")
    void isRefused(
            String name, List<FabricRequest> past, FabricRequest request, ProblemType type, @Nullable String field) {
        assertThat(decider.decide(after(past), request)).as(name).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.problem().type()).isEqualTo(type);
            assertThat(refused.problem().field()).isEqualTo(field);
        });
    }

    @Test
    void aNodeGetsTheLeastUsedPartitionAndKeepsIt() {
        var fabric = after(cluster());
        var seen = new TreeMap<RouterName, Integer>();
        for (var node : nodes(2 * PARTITIONS)) {
            fabric = changed(fabric, add(node));
            seen.put(node.name(), fabric.intentPartitions().get(node.name()));
        }
        assertThat(fabric.intentPartitions()).isEqualTo(seen);
        assertThat(seen.values()).containsExactly(0, 1, 2, 3, 0, 1, 2, 3);

        fabric = changed(fabric, remove(Role.NODE, nodes(3).getLast()));
        fabric = changed(fabric, add(Samples.node("zz", "10.255.0.200", "fd00:255::200")));

        assertThat(fabric.intentPartitions())
                .containsEntry(new RouterName("zz"), 2)
                .hasSize(2 * PARTITIONS);
    }

    @Test
    void aCountOfReflectorsIsTheMost() {
        var fabric = after(cluster());
        for (int i = 0; i < FabricDecider.REFLECTORS_MAX; i++) {
            fabric = changed(fabric, add(Samples.reflector("rr" + i, "10.255.0." + (i + 1))));
        }
        assertThat(decider.decide(fabric, add(Samples.reflector("one-more", "10.255.0.250"))))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.problem().type()).isEqualTo(ProblemType.NOT_SUPPORTED));
    }

    private Fabric after(List<FabricRequest> past) {
        var fabric = Fabric.EMPTY;
        for (var request : past) {
            fabric = changed(fabric, request);
        }
        return fabric;
    }

    private Fabric changed(Fabric fabric, FabricRequest request) {
        return ((Changed) decider.decide(fabric, request)).fabric();
    }

    private static Arguments refused(
            String name, List<FabricRequest> past, FabricRequest request, ProblemType type, @Nullable String field) {
        return Arguments.of(name, past, request, type, field);
    }

    private static List<FabricRequest> cluster() {
        return List.of(new AddCluster(Samples.specification()));
    }

    private static List<FabricRequest> with(Device... devices) {
        return Stream.concat(cluster().stream(), Stream.of(devices).map(FabricDeciderTest::add))
                .toList();
    }

    private static List<FabricRequest> with(List<FabricRequest> more) {
        return Stream.concat(cluster().stream(), more.stream()).toList();
    }

    private static List<FabricRequest> pool() {
        return List.of(new SetPool(Samples.pool("p", "192.0.2.0/24")));
    }

    private static List<FabricRequest> inOther(Device device) {
        return with(List.of(new AddCluster(named(OTHER)), new AddDevice(OTHER, device)));
    }

    private static List<FabricRequest> underlay() {
        return List.of(new AddCluster(
                Samples.specification(FailureDetection.NONE, List.of(), List.of(Prefix.of("10.255.0.0/24")))));
    }

    private static List<Device.Node> nodes(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> Samples.node("node" + i, "10.255.0." + (100 + i), "fd00:255::" + i))
                .toList();
    }

    private static AddDevice add(Device device) {
        return new AddDevice(Samples.LAB, device);
    }

    private static RemoveDevice remove(Role role, Device device) {
        return new RemoveDevice(Samples.LAB, role, device.name());
    }

    private static ClusterSpecification ospf() {
        return changed(Samples.LAB, CutoverPolicy.SEAMLESS, Protocol.OSPF);
    }

    private static ClusterSpecification strict() {
        return changed(Samples.LAB, CutoverPolicy.STRICT, Protocol.BGP);
    }

    private static ClusterSpecification named(ClusterName name) {
        return changed(name, CutoverPolicy.SEAMLESS, Protocol.BGP);
    }

    private static ClusterSpecification changed(ClusterName name, CutoverPolicy cutover, Protocol protocol) {
        var base = Samples.specification();
        return new ClusterSpecification(
                name,
                base.asn(),
                base.gateways(),
                base.communities(),
                cutover,
                base.strictTimeout(),
                protocol,
                base.timers(),
                base.failureDetection(),
                base.underlay());
    }

    private static Device moved() {
        return Samples.node("node1", "10.255.0.99", "fd00:255::11");
    }

    private static Device namesake() {
        return Samples.reflector("node1", "10.255.0.99");
    }

    private static Device bird() {
        return new Device.Node(new RouterName("b"), Address.of("10.255.0.99"), null, Flavor.BIRD);
    }

    private static Device reflector(Flavor flavor) {
        return new Device.Reflector(new RouterName("b"), Address.of("10.255.0.99"), Samples.RR1.families(), flavor);
    }

    @Test
    void aReflectorMayRunBird() {
        var bird = reflector(Flavor.BIRD);
        var decision = decider.decide(after(with(Samples.NODE1)), add(bird));

        assertThat(decision).isInstanceOfSatisfying(Changed.class, changed -> assertThat(
                        changed.fabric().device(bird.name()))
                .contains(bird));
    }

    private static Device core(Flavor flavor, long asn) {
        return new Device.CoreGateway(new RouterName("c"), Address.of("10.255.0.99"), flavor, new Asn(asn));
    }

    private static Device gateway() {
        return Samples.nodeWithoutIpv6("g", "10.0.0.1");
    }

    private static Device sameAddress() {
        return Samples.reflector("r", Samples.NODE1.address().toString());
    }

    private static Device sameAddress6() {
        return Samples.node("n", "10.255.0.99", String.valueOf(Samples.NODE1.address6()));
    }
}
