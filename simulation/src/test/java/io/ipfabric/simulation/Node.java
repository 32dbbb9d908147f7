package io.ipfabric.simulation;

import io.ipfabric.contracts.codec.Envelope;
import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.codec.WireRecord;
import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.event.NodeReport;
import io.ipfabric.contracts.event.NodeReport.Session;
import io.ipfabric.contracts.event.RouteClass;
import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.contracts.event.RouteIntent.Manifest;
import io.ipfabric.contracts.event.RouteReport;
import io.ipfabric.contracts.event.TopologyEvent.NodeTopology;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.NodeInstance;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.node.application.AgentInput;
import io.ipfabric.node.application.AgentView;
import io.ipfabric.node.application.FakeArrivals;
import io.ipfabric.node.application.FakeKernel;
import io.ipfabric.node.application.FakeSourceFilter;
import io.ipfabric.node.application.NodeMemory;
import io.ipfabric.node.application.Reports;
import io.ipfabric.node.application.Router;
import io.ipfabric.node.application.SteppedAgent;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.ManifestJudge.Identity;
import io.ipfabric.node.domain.RouterFacts;
import io.ipfabric.node.domain.Topology;
import io.ipfabric.simulation.Bus.Partition;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A node: the real agent on a kernel in memory, a router that follows the kernel late, and a hypervisor that makes the links that the
 * agent adopts. Kernel, router and what is on disk outlive the agent.
 */
final class Node {

    private static final KernelRoute FOREIGN_ROUTE =
            new KernelRoute(Prefix.of("0.0.0.0/0"), 4, 0, new KernelRoute.Gateway(Address.of("198.51.100.1"), 1));
    /** As the kernel makes them of the addresses on the link. */
    private static final List<KernelRoute> UNDERLAY = List.of(
            new KernelRoute(Prefix.of("198.51.100.0/24"), 2, 0, new KernelRoute.Device(1)),
            new KernelRoute(Prefix.of("2001:db8:ffff::/64"), 2, 256, new KernelRoute.Device(1)));

    private static final int PREFIX_LENGTH = 24;
    private static final int PREFIX_LENGTH6 = 64;

    final NodeTopology topology;
    final FakeKernel kernel = new FakeKernel();
    private final World world;
    private final Partition partition;
    private final FakeSourceFilter filter = new FakeSourceFilter();
    private final TreeSet<String> foreignLinks = new TreeSet<>();
    private final TreeMap<VmId, Endpoint> heard = new TreeMap<>();
    private final TreeMap<Address, RouterFacts> router = new TreeMap<>();
    private long routerChanges;
    private Identity identity;

    // The agent and what its process knows.
    private SteppedAgent agent;
    private FakeArrivals arrivals = new FakeArrivals();
    private Duration born = Duration.ZERO;
    private final TreeMap<String, Supplier<WireRecord>> waiting = new TreeMap<>();
    private boolean topologyTold;
    private int offset;
    private int wholeEnd;
    private boolean whole;
    private long records;

    Node(World world, NodeTopology topology, NodeInstance instance) {
        this.world = world;
        this.topology = topology;
        partition = new Partition(Topic.ROUTE_INTENTS, topology.intentPartition());
        identity = new Identity(topology.name(), instance, null, 0);
        kernel.ownAddress(topology.address(), PREFIX_LENGTH);
        kernel.ownAddress(Objects.requireNonNull(topology.address6()), PREFIX_LENGTH6);
        kernel.plant(FOREIGN_ROUTE);
        UNDERLAY.forEach(kernel::plant);
        kernel.carrierOnUp();
        agent = start();
    }

    /** By its neighbor table. */
    void knows(Node other) {
        var number = other.name().value().charAt(other.name().value().length() - 1);
        for (var address : Topology.underlayAddresses(other.topology)) {
            kernel.router(address, MacAddress.of("02:00:00:00:01:0" + number));
        }
    }

    NodeName name() {
        return topology.name();
    }

    /** Its memory is gone; reports that were not sent are lost. */
    void restart() {
        agent = start();
        work();
    }

    private SteppedAgent start() {
        born = world.clock.elapsed();
        waiting.clear();
        topologyTold = false;
        var unused = kernel.events();
        arrivals = new FakeArrivals();
        var started = new SteppedAgent(
                new SteppedAgent.Outside(kernel, filter, arrivals, new LateRouter(), new Disk(), new Mailbox()),
                world.clock);
        begin(started);
        return started;
    }

    private void begin(SteppedAgent reader) {
        offset = 0;
        whole = false;
        wholeEnd = world.bus.end(partition);
        reader.tell(new AgentInput.PartitionBegun());
    }

    /** As after a long silence of the broker. */
    void readAgain() {
        begin(agent);
        work();
    }

    /** It hears nothing more, until all partitions go on. */
    void cutOff() {
        world.bus.pause(partition);
    }

    /** What it reports of the VM is heard by nobody, until all partitions go on. */
    void isUnheardOf(VmId vm) {
        world.bus.pause(Bus.partitionOf(Topic.ROUTE_REPORTS, reportKey(vm)));
    }

    private String reportKey(VmId vm) {
        return vm + "/" + name();
    }

    boolean lags() {
        return !world.bus.isPaused(partition) && (!topologyTold || !whole || offset < world.bus.end(partition));
    }

    void read(int atMost) {
        if (!topologyTold) {
            topologyTold = true;
            agent.tell(new AgentInput.TopologyRead(world.topology()));
        }
        int to = Math.min(world.bus.end(partition), offset + atMost);
        for (; offset < to; offset++) {
            world.bus.read(partition, offset).ifPresent(this::accept);
        }
        if (!whole && offset >= wholeEnd) {
            whole = true;
            agent.tell(new AgentInput.PartitionEnded());
        }
        work();
    }

    private void accept(WireRecord record) {
        var prefix = name() + "/";
        if (!record.key().startsWith(prefix)) {
            return;
        }
        if (record.isTombstone()) {
            if (!record.key().endsWith(Manifest.KEY_SUFFIX)) {
                agent.tell(new AgentInput.IntentDropped(VmId.of(record.key().substring(prefix.length()))));
            }
            return;
        }
        var intent = Bus.decoded(RouteIntent.class, record);
        if (intent instanceof RouteIntent.EndpointIntent told) {
            heard.merge(
                    told.endpoint().vm(),
                    told.endpoint(),
                    (known, read) -> known.epoch().isAfter(read.epoch()) ? known : read);
        }
        agent.tell(new AgentInput.IntentRead(intent));
    }

    /** The newest that its agent, or an earlier one, was told of each VM. */
    List<Endpoint> heard() {
        return List.copyOf(heard.values());
    }

    /** Time passed. */
    void work() {
        agent.work(world.clock.elapsed().minus(born));
    }

    void workAside() {
        work();
        agent.workAside();
    }

    void hearKernel() {
        kernel.events().forEach(event -> agent.tell(new AgentInput.KernelTold(event)));
        work();
    }

    boolean isRouterBehind() {
        return !router.equals(routerWithKernel());
    }

    /** The router reads the kernel's routes. */
    void routerFollows() {
        router.putAll(routerWithKernel());
        routerChanges++;
    }

    /** How often its router followed: what it announces changes only then. */
    long routerChanges() {
        return routerChanges;
    }

    private Map<Address, RouterFacts> routerWithKernel() {
        var facts = new TreeMap<Address, RouterFacts>();
        router.keySet().forEach(address -> facts.put(address, RouterFacts.NONE));
        for (var route : routes().reversed()) {
            facts.put(route.destination().network(), facts(route));
        }
        return facts;
    }

    private static RouterFacts facts(KernelRoute route) {
        return Arrays.stream(RouteClass.values())
                .filter(c -> c.metric() == route.metric())
                .map(RouterFacts::expectedOf)
                .findFirst()
                .orElse(RouterFacts.NONE);
    }

    /** @return whether the router said something new */
    boolean askRouter() {
        try {
            boolean news = agent.askRouter();
            work();
            return news;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    boolean hasMail() {
        return !waiting.isEmpty();
    }

    /** @param twice the broker's acknowledgement was lost */
    void send(Chance chance, boolean twice) {
        var thing = chance.oneOf(List.copyOf(waiting.keySet()));
        var report = waiting.remove(thing);
        if (report == null) {
            throw new IllegalStateException("nothing waits: " + thing);
        }
        var record = report.get();
        world.bus.publish(record);
        if (twice) {
            world.bus.publish(record);
        }
    }

    AgentView view() {
        var answer = new CompletableFuture<AgentView>();
        agent.tell(new AgentInput.Ask(answer));
        return answer.join();
    }

    // What the hypervisor and chance do to the kernel.

    void makeForeignLink(String link) {
        if (kernel.find(link).isEmpty()) {
            kernel.foreignLink(link, false, false);
            foreignLinks.add(link);
        }
    }

    void removeLink(String link) {
        if (kernel.find(link).isPresent()) {
            foreignLinks.remove(link);
            kernel.removeLink(link);
        }
    }

    /** Against the rules: it is not the agent's. */
    void deleteForeignLink() {
        foreignLinks.stream().findFirst().ifPresent(kernel::removeLink);
    }

    /** Whether what another node sends to the address is dropped instead of sent back. */
    boolean isGuarded(Address address) {
        return filter.observe().guards().stream()
                .anyMatch(guard -> guard.destination().equals(address));
    }

    /** Whether the agent listens for a guest on the link. */
    boolean awaitsGuestOn(String link) {
        return kernel.find(link)
                .filter(found -> arrivals.watched().containsKey(found.index()))
                .isPresent();
    }

    /** A frame of the guest. */
    void guestSends(String link) {
        kernel.find(link)
                .filter(found -> arrivals.watched().containsKey(found.index()))
                .ifPresent(found -> {
                    agent.tell(new AgentInput.GuestHeard(found.index()));
                    work();
                });
    }

    void setCarrier(String link, boolean carrier) {
        if (kernel.find(link).isPresent()) {
            kernel.carrier(link, carrier);
        }
    }

    void loseRoute(Chance chance, boolean silently) {
        var ours = routes();
        if (ours.isEmpty()) {
            return;
        }
        var route = chance.oneOf(ours);
        if (silently) {
            kernel.stealSilently(route);
        } else {
            kernel.steal(route);
        }
    }

    // What the invariants look at.

    /** Of ours, in a certain order. */
    List<KernelRoute> routes() {
        return kernel.routes().stream()
                .filter(KernelRoute::isOurs)
                .sorted(Comparator.comparing(KernelRoute::destination).thenComparing(KernelRoute::metric))
                .toList();
    }

    /** The one of ours that the kernel uses. */
    Optional<KernelRoute> route(Address address) {
        return routes().stream()
                .filter(route -> route.destination().equals(address.hostPrefix()))
                .findFirst();
    }

    /** The metrics of the routes that its router announces. */
    Map<Address, Long> advertised() {
        var metrics = new TreeMap<Address, Long>();
        router.forEach((address, facts) -> {
            var metric = facts.selectedMetric();
            if (facts.advertised() && metric != null) {
                metrics.put(address, metric);
            }
        });
        return metrics;
    }

    /** But to another node, or to nowhere, because the guest has just gone. */
    static boolean leadsToNoGuest(KernelRoute route) {
        return route.nextHop() instanceof KernelRoute.Gateway || route.nextHop() instanceof KernelRoute.Blackhole;
    }

    boolean leadsTo(KernelRoute route, String link) {
        return kernel.find(link)
                .filter(l -> route.nextHop().equals(new KernelRoute.Device(l.index())))
                .isPresent();
    }

    /** Whatever others made and nobody but the agent can have taken away. */
    Optional<String> missingForeign() {
        if (!kernel.routes().contains(FOREIGN_ROUTE)) {
            return Optional.of("the default route");
        }
        return foreignLinks.stream().filter(link -> kernel.find(link).isEmpty()).findFirst();
    }

    @Override
    public String toString() {
        return name().value();
    }

    private WireRecord encoded(FabricEvent event) {
        var envelope =
                Envelope.of(name() + "-" + records++, "/ip-fabric/node-executor/" + name(), world.clock.instant());
        return EventCodec.encode(event, envelope);
    }

    /** The newest report about each thing, until it is sent. */
    private final class Mailbox implements Reports {

        @Override
        public void publish(RouteReport report) {
            waiting.put("route/" + report.vm(), () -> encoded(report));
        }

        @Override
        public void publish(NodeReport report) {
            waiting.put(report.getClass().getSimpleName(), () -> encoded(report));
        }

        @Override
        public void retract(VmId vm) {
            waiting.put("route/" + vm, () -> WireRecord.tombstone(Topic.ROUTE_REPORTS, null, reportKey(vm)));
        }
    }

    private final class Disk implements NodeMemory {

        @Override
        public Identity recall() {
            return identity;
        }

        @Override
        public void remember(Identity latest) {
            identity = latest;
        }
    }

    /** It says what it last read from the kernel. */
    private final class LateRouter implements Router {

        @Override
        public RouterFacts facts(Address address) {
            return router.getOrDefault(address, RouterFacts.NONE);
        }

        @Override
        public List<Session> sessions() {
            return List.of();
        }

        @Override
        public void close() {}
    }
}
