package io.ipfabric.node.adapter.netlink;

import static io.ipfabric.node.adapter.netlink.PrivateNetwork.run;
import static org.awaitility.Awaitility.await;

import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.NodeReport;
import io.ipfabric.contracts.event.RouteIntent.Announce;
import io.ipfabric.contracts.event.RouteIntent.EndpointIntent;
import io.ipfabric.contracts.event.RouteIntent.Remove;
import io.ipfabric.contracts.event.RouteReport;
import io.ipfabric.contracts.event.TopologyEvent.ClusterTopology;
import io.ipfabric.contracts.event.TopologyEvent.NodeTopology;
import io.ipfabric.contracts.event.TopologyEvent.PoolTopology;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Asn;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.PoolName;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.node.adapter.kafka.RehearsedReports;
import io.ipfabric.node.adapter.netlink.nftables.NftablesSourceFilter;
import io.ipfabric.node.adapter.netlink.rehearsal.KernelStage;
import io.ipfabric.node.application.AgentInput;
import io.ipfabric.node.application.AgentMeters;
import io.ipfabric.node.application.AgentPorts;
import io.ipfabric.node.application.AgentSettings;
import io.ipfabric.node.application.ArrivalWatch;
import io.ipfabric.node.application.Inbox;
import io.ipfabric.node.application.NodeMemory;
import io.ipfabric.node.application.Reconciler;
import io.ipfabric.node.application.ReconcilerLoop;
import io.ipfabric.node.application.Rehearsal;
import io.ipfabric.node.application.Reports;
import io.ipfabric.node.application.Router;
import io.ipfabric.node.application.RouterWatch;
import io.ipfabric.node.domain.KernelEvent;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.ManifestJudge.Identity;
import io.ipfabric.node.domain.RehearsalScript;
import io.ipfabric.node.domain.RouterFacts;
import io.ipfabric.node.domain.Samples;
import io.ipfabric.node.domain.Topology;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The agent's loop on a real kernel, between two other network namespaces: the other node on its underlay, and a core router that sends to
 * its guests. Made in the network namespace of the calling thread; only Kafka and FRR are not real.
 */
final class LiveNode implements AutoCloseable {

    static final NodeName OTHER = NodeName.of("node2");
    static final Address OTHER4 = Address.of("198.51.100.12");
    static final Address OTHER6 = Address.of("2001:db8:ffff::12");

    /** A router that has only a tentative link-local address asks for no neighbor on behalf of others. */
    private static final String WITHOUT_DAD = "sysctl -q net.ipv6.conf.default.accept_dad=0";

    private final List<Process> namespaces = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Map<VmId, RouteReport> reports = new ConcurrentHashMap<>();
    private final Set<Integer> watched = ConcurrentHashMap.newKeySet();
    private final NftablesSourceFilter filter;
    private final FrameWatch arrivals;
    private final RtnetlinkKernel agentsKernel;
    private final Inbox inbox = new Inbox();
    private final List<Endpoint> others = new ArrayList<>();
    private @Nullable ReconcilerLoop loop;

    /** Another connection than the agent's: what others do to the kernel. */
    final RtnetlinkKernel kernel;

    final String other;
    final String core;
    final int underlayLink;

    LiveNode() throws IOException {
        run("sysctl -q net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 net.ipv4.conf.all.rp_filter=0"
                + " net.ipv4.conf.default.rp_filter=0 net.ipv4.conf.all.send_redirects=0");
        run(WITHOUT_DAD);
        other = namespace();
        core = namespace();
        connect("under", namespaces.getFirst(), other, "198.51.100.11/24 198.51.100.12/24");
        connect6("under", other, "2001:db8:ffff::11/64 2001:db8:ffff::12/64");
        connect("upstream", namespaces.getLast(), core, "192.0.2.11/24 192.0.2.1/24");
        connect6("upstream", core, "2001:db8:cccc::11/64 2001:db8:cccc::1/64");
        run(other + "ip route add default via 198.51.100.11");
        run(other + "ip -6 route add default via 2001:db8:ffff::11");
        run(core + "ip route add default via 192.0.2.11");
        run(core + "ip -6 route add default via 2001:db8:cccc::11");
        kernel = RtnetlinkKernel.open();
        underlayLink = kernel.link("under").orElseThrow().index();
        agentsKernel = RtnetlinkKernel.open();
        filter = NftablesSourceFilter.open();
        arrivals = FrameWatch.start(link -> inbox.offer(new AgentInput.GuestHeard(link)));
        start();
    }

    /** A process that sits in a namespace of its own; the namespace goes with it. */
    String namespace() throws IOException {
        var process = new ProcessBuilder("unshare", "-n", "sleep", "600").start();
        namespaces.add(process);
        var own = Files.readSymbolicLink(Path.of("/proc/thread-self/ns/net"));
        var its = Path.of("/proc/" + process.pid() + "/ns/net");
        await().until(() -> !Files.readSymbolicLink(its).equals(own));
        var prefix = "nsenter -t " + process.pid() + " -n ";
        run(prefix + "ip link set lo up");
        run(prefix + WITHOUT_DAD);
        run(prefix + "sysctl -q net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 net.ipv4.conf.all.rp_filter=0"
                + " net.ipv4.conf.default.rp_filter=0 net.ipv4.conf.all.send_redirects=0");
        return prefix;
    }

    long newestNamespace() {
        return namespaces.getLast().pid();
    }

    private static void connect(String name, Process there, String prefix, String addresses) {
        run("ip link add " + name + " type veth peer name " + name + " netns " + there.pid());
        run("ip link set " + name + " up");
        run(prefix + "ip link set " + name + " up");
        var pair = addresses.split(" ", -1);
        run("ip address add " + pair[0] + " dev " + name);
        run(prefix + "ip address add " + pair[1] + " dev " + name);
    }

    private static void connect6(String name, String prefix, String addresses) {
        var pair = addresses.split(" ", -1);
        run("ip address add " + pair[0] + " dev " + name + " nodad");
        run(prefix + "ip address add " + pair[1] + " dev " + name + " nodad");
    }

    private void start() {
        var watch = new RouterWatch(new SilentRouter(), inbox::submit);
        var ports = new AgentPorts(
                agentsKernel, filter, new Listening(), watch, _ -> {}, new Memory(), new CollectedReports());
        var meters = new AgentMeters(new SimpleMeterRegistry());
        loop = new ReconcilerLoop(inbox, new Reconciler(ports, AgentSettings.DEFAULT, meters, Clock.systemUTC()));
        agentsKernel.subscribe(inbox::hint);
        threads.add(Thread.ofPlatform().name("reconciler").start(loop));
        threads.add(Thread.ofPlatform().name("router-watch").start(watch));
        var cluster = ClusterName.of("lab");
        var topology = Topology.EMPTY
                .with(new ClusterTopology(
                        cluster, Asn.of(65_000), Samples.GATEWAYS, CutoverPolicy.SEAMLESS, null, List.of()))
                .with(new NodeTopology(
                        Samples.NODE, cluster, Address.of("198.51.100.11"), Address.of("2001:db8:ffff::11"), 3))
                .with(new NodeTopology(OTHER, cluster, OTHER4, OTHER6, 4))
                .with(new PoolTopology(PoolName.of("guests4"), cluster, Prefix.of("203.0.113.0/24")))
                .with(new PoolTopology(PoolName.of("guests6"), cluster, Prefix.of("2001:db8::/64")));
        tell(new AgentInput.TopologyRead(topology));
        tell(new AgentInput.PartitionBegun());
        tell(new AgentInput.PartitionEnded());
    }

    private void tell(AgentInput input) {
        if (!inbox.offer(input)) {
            throw new AssertionError("the agent's queue is full");
        }
    }

    void intend(Endpoint endpoint) {
        intend(new Announce(endpoint), List.of(endpoint));
    }

    void remove(Endpoint endpoint) {
        intend(new Remove(endpoint), List.of());
    }

    private void intend(EndpointIntent intent, List<Endpoint> present) {
        var all = new ArrayList<>(others);
        all.addAll(present);
        tell(new AgentInput.IntentRead(intent));
        tell(new AgentInput.IntentRead(
                Samples.manifest(intent.endpoint().epoch().value(), all)));
    }

    /** So many VMs besides, up to 200, whose interfaces the agent makes. */
    void carry(int vms) {
        for (int i = 0; i < vms; i++) {
            var announce = Samples.announce(10 + i, 5);
            others.add(announce.endpoint());
            tell(new AgentInput.IntentRead(announce));
        }
    }

    /** Has the agent observe the kernel anew and compare everything, as it does by itself every 30 s. */
    void haveItAudited() {
        tell(new AgentInput.KernelTold(new KernelEvent.ResyncNeeded("a test says so")));
    }

    /** As the agent does after its first reconciliation, so often. */
    void rehearse(int rounds) {
        var reports = new RehearsedReports(Samples.NODE, Clock.systemUTC());
        try {
            new Rehearsal(
                            () -> KernelStage.open(RehearsalScript.LINK),
                            new SilentRouter(),
                            reports,
                            () -> loop().isIdle())
                    .perform(rounds);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    private ReconcilerLoop loop() {
        return Objects.requireNonNull(loop);
    }

    Optional<RouteReport> report(int vm) {
        return Optional.ofNullable(reports.get(Samples.vm(vm)));
    }

    boolean isListenedTo(String link) {
        return kernel.link(link).filter(l -> watched.contains(l.index())).isPresent();
    }

    boolean isVia(Address address, long metric) {
        return kernel.selectedRoute(address)
                .filter(route -> route.isOurs() && route.metric() == metric)
                .filter(route -> route.nextHop() instanceof KernelRoute.Gateway(var via, int _)
                        && (via.equals(OTHER4) || via.equals(OTHER6)))
                .isPresent();
    }

    boolean isLocal(Address address, long metric) {
        return kernel.selectedRoute(address)
                .filter(route -> route.isOurs() && route.metric() == metric)
                .filter(route -> route.nextHop() instanceof KernelRoute.Device)
                .isPresent();
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        for (var thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted", e);
            }
        }
        arrivals.close();
        agentsKernel.close();
        filter.close();
        kernel.close();
        namespaces.forEach(Process::destroyForcibly);
    }

    /** The real one, and who is listened to. */
    private final class Listening implements ArrivalWatch {
        @Override
        public void watch(int linkIndex, MacAddress guest) {
            arrivals.watch(linkIndex, guest);
            watched.add(linkIndex);
        }

        @Override
        public void unwatch(int linkIndex) {
            watched.remove(linkIndex);
            arrivals.unwatch(linkIndex);
        }

        @Override
        public void close() {}
    }

    private static final class SilentRouter implements Router {
        @Override
        public RouterFacts facts(Address address) {
            return RouterFacts.NONE;
        }

        @Override
        public List<NodeReport.Session> sessions() {
            return List.of();
        }

        @Override
        public void close() {}
    }

    private static final class Memory implements NodeMemory {
        @Override
        public Identity recall() {
            return Samples.IDENTITY;
        }

        @Override
        public void remember(Identity identity) {}
    }

    private final class CollectedReports implements Reports {
        @Override
        public void publish(RouteReport report) {
            reports.put(report.vm(), report);
        }

        @Override
        public void publish(NodeReport report) {}

        @Override
        public void retract(VmId vm) {
            reports.remove(vm);
        }
    }
}
