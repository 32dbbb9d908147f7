package io.ipfabric.node.application;

import static io.ipfabric.node.domain.Samples.announce;
import static io.ipfabric.node.domain.Samples.ipv4;
import static io.ipfabric.node.domain.Samples.ipv6;
import static io.ipfabric.node.domain.Samples.manifest;
import static io.ipfabric.node.domain.Samples.vm;

import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.contracts.event.RouteReport;
import io.ipfabric.contracts.event.RouterConfig;
import io.ipfabric.contracts.event.TopologyEvent.ClusterTopology;
import io.ipfabric.contracts.event.TopologyEvent.NodeTopology;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Asn;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.KernelRoute.Device;
import io.ipfabric.node.domain.ManifestJudge.Identity;
import io.ipfabric.node.domain.RouterFacts;
import io.ipfabric.node.domain.Samples;
import io.ipfabric.node.domain.Topology;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The reconciler against a kernel in memory, with time and inputs in the test's hands. */
class ReconcilerFixture {

    static final Address UNDERLAY = Address.of("198.51.100.11");
    static final KernelRoute DEFAULT_ROUTE =
            new KernelRoute(Prefix.of("0.0.0.0/0"), 4, 0, new KernelRoute.Gateway(Address.of("198.51.100.1"), 1));

    final FakeKernel kernel = new FakeKernel();
    final FakeSourceFilter filter = new FakeSourceFilter();
    final FakeArrivals arrivals = new FakeArrivals();
    final FakeReports reports = new FakeReports();
    final FakeRouter router = new FakeRouter();
    RouterWatch watch = new RouterWatch(router, _ -> {});
    final List<RouterConfig> configurations = new ArrayList<>();
    final Memory memory = new Memory();
    final AgentMeters meters = new AgentMeters(new SimpleMeterRegistry());
    Reconciler reconciler = newReconciler();
    long now = System.nanoTime();

    ReconcilerFixture() {
        kernel.ownAddress(UNDERLAY, 24);
        kernel.plant(DEFAULT_ROUTE);
    }

    static final class Memory implements NodeMemory {
        Identity identity = Samples.IDENTITY;

        @Override
        public Identity recall() {
            return identity;
        }

        @Override
        public void remember(Identity latest) {
            identity = latest;
        }
    }

    Reconciler newReconciler() {
        watch = new RouterWatch(router, _ -> {});
        var clock = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
        return new Reconciler(
                new AgentPorts(kernel, filter, arrivals, watch, configurations::add, memory, reports),
                AgentSettings.DEFAULT,
                meters,
                clock);
    }

    static Topology topology(Address nodeAddress) {
        var cluster = ClusterName.of("lab");
        return Topology.EMPTY
                .with(new ClusterTopology(
                        cluster, Asn.of(65_000), Samples.GATEWAYS, CutoverPolicy.SEAMLESS, null, List.of()))
                .with(new NodeTopology(Samples.NODE, cluster, nodeAddress, null, 3));
    }

    void tell(AgentInput... inputs) {
        Stream.of(inputs).forEach(reconciler::on);
        settle();
    }

    /** Until the kernel has nothing more to tell. */
    void settle() {
        do {
            reconciler.work(now);
            kernel.events().forEach(event -> reconciler.on(new AgentInput.KernelTold(event)));
            reconciler.work(now);
        } while (kernel.hasEvents() || reconciler.isBehind());
    }

    void later(Duration by) {
        now += by.toNanos();
        settle();
    }

    void intents(RouteIntent... intents) {
        tell(Stream.of(intents).map(AgentInput.IntentRead::new).toArray(AgentInput[]::new));
    }

    void start(RouteIntent... partition) {
        tell(new AgentInput.TopologyRead(topology(UNDERLAY)), new AgentInput.PartitionBegun());
        intents(partition);
        tell(new AgentInput.PartitionEnded());
    }

    /** VMs with links that have carrier, at epoch 10, under manifest 1. */
    void startCarrying(int... numbers) {
        kernel.carrierOnUp();
        var announces = Arrays.stream(numbers).mapToObj(n -> announce(n, 10)).toArray(RouteIntent[]::new);
        start(announces);
        intents(manifest(1, endpoints(numbers)));
    }

    static List<Endpoint> endpoints(int... numbers) {
        return Arrays.stream(numbers).mapToObj(n -> announce(n, 10).endpoint()).toList();
    }

    void routerSays(RouterFacts facts, Address... addresses) {
        Map<Address, RouterFacts> said = new HashMap<>();
        for (var address : addresses) {
            said.put(address, facts);
        }
        tell(new AgentInput.RouterTold(said));
    }

    void routerKnows(int... numbers) {
        for (int number : numbers) {
            routerSays(new RouterFacts(5L, true), ipv4(number), ipv6(number));
        }
    }

    KernelRoute route(Address address, int metric, int vm) {
        var link = kernel.find(Samples.interfaceName(vm).value()).orElseThrow();
        return KernelRoute.ours(address, metric, new Device(link.index()));
    }

    RouteReport report(int vm) {
        return reports.of(vm(vm)).orElseThrow();
    }

    List<KernelRoute> ours() {
        return kernel.routes().stream().filter(KernelRoute::isOurs).toList();
    }
}
