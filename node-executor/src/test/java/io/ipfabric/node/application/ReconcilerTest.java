package io.ipfabric.node.application;

import static io.ipfabric.node.domain.Samples.announce;
import static io.ipfabric.node.domain.Samples.ipv4;
import static io.ipfabric.node.domain.Samples.ipv6;
import static io.ipfabric.node.domain.Samples.manifest;
import static io.ipfabric.node.domain.Samples.remove;
import static io.ipfabric.node.domain.Samples.vm;
import static io.ipfabric.node.domain.Samples.withdraw;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.InterfaceKind;
import io.ipfabric.contracts.event.NodeReport;
import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.contracts.event.RouteIntent.Announce;
import io.ipfabric.contracts.event.RouteReport;
import io.ipfabric.contracts.event.RouteReport.AddressReport;
import io.ipfabric.contracts.event.RouterConfig;
import io.ipfabric.contracts.event.TopologyEvent.ClusterTopology;
import io.ipfabric.contracts.event.TopologyEvent.NodeTopology;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Asn;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.node.domain.KernelOperation;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The reconciler against a kernel in memory, with time and inputs in the test's hands. */
class ReconcilerTest {

    private static final Address UNDERLAY = Address.of("198.51.100.11");
    private static final KernelRoute DEFAULT_ROUTE =
            new KernelRoute(Prefix.of("0.0.0.0/0"), 4, 0, new KernelRoute.Gateway(Address.of("198.51.100.1"), 1));

    private final FakeKernel kernel = new FakeKernel();
    private final FakeSourceFilter filter = new FakeSourceFilter();
    private final FakeReports reports = new FakeReports();
    private final List<RouterConfig> configurations = new ArrayList<>();
    private final Memory memory = new Memory();
    private final AgentMeters meters = new AgentMeters(new SimpleMeterRegistry());
    private Reconciler reconciler = newReconciler();
    private long now = System.nanoTime();

    ReconcilerTest() {
        kernel.ownAddress(UNDERLAY, 24);
        kernel.plant(DEFAULT_ROUTE);
    }

    private static final class Memory implements NodeMemory {
        private Identity identity = Samples.IDENTITY;

        @Override
        public Identity recall() {
            return identity;
        }

        @Override
        public void remember(Identity latest) {
            identity = latest;
        }
    }

    private Reconciler newReconciler() {
        var watch = new RouterWatch(new FakeRouter(), _ -> {});
        var clock = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
        return new Reconciler(
                new AgentPorts(kernel, filter, watch, configurations::add, memory, reports),
                AgentSettings.DEFAULT,
                meters,
                clock);
    }

    private static Topology topology(Address nodeAddress) {
        var cluster = ClusterName.of("lab");
        return Topology.EMPTY
                .with(new ClusterTopology(cluster, Asn.of(65_000), Samples.GATEWAYS, CutoverPolicy.SEAMLESS, List.of()))
                .with(new NodeTopology(Samples.NODE, cluster, nodeAddress, null, 3));
    }

    private void tell(AgentInput... inputs) {
        Stream.of(inputs).forEach(reconciler::on);
        settle();
    }

    /** Until the kernel has nothing more to tell. */
    private void settle() {
        do {
            reconciler.work(now);
            kernel.events().forEach(event -> reconciler.on(new AgentInput.KernelTold(event)));
            reconciler.work(now);
        } while (kernel.hasEvents());
    }

    private void later(Duration by) {
        now += by.toNanos();
        settle();
    }

    private void intents(RouteIntent... intents) {
        tell(Stream.of(intents).map(AgentInput.IntentRead::new).toArray(AgentInput[]::new));
    }

    private void start(RouteIntent... partition) {
        tell(new AgentInput.TopologyRead(topology(UNDERLAY)), new AgentInput.PartitionBegun());
        intents(partition);
        tell(new AgentInput.PartitionEnded());
    }

    /** VMs with links that have carrier, at epoch 10, under manifest 1. */
    private void startCarrying(int... numbers) {
        kernel.carrierOnUp();
        var announces =
                java.util.Arrays.stream(numbers).mapToObj(n -> announce(n, 10)).toArray(RouteIntent[]::new);
        start(announces);
        intents(manifest(1, endpoints(numbers)));
    }

    private static List<Endpoint> endpoints(int... numbers) {
        return java.util.Arrays.stream(numbers)
                .mapToObj(n -> announce(n, 10).endpoint())
                .toList();
    }

    private void routerSays(RouterFacts facts, Address... addresses) {
        Map<Address, RouterFacts> said = new HashMap<>();
        for (var address : addresses) {
            said.put(address, facts);
        }
        tell(new AgentInput.RouterTold(said));
    }

    private void routerKnows(int... numbers) {
        for (int number : numbers) {
            routerSays(new RouterFacts(5L, true), ipv4(number), ipv6(number));
        }
    }

    private KernelRoute route(Address address, int metric, int vm) {
        var link = kernel.find(Samples.interfaceName(vm).value()).orElseThrow();
        return KernelRoute.ours(address, metric, new Device(link.index()));
    }

    private RouteReport report(int vm) {
        return reports.of(vm(vm)).orElseThrow();
    }

    private List<KernelRoute> ours() {
        return kernel.routes().stream().filter(KernelRoute::isOurs).toList();
    }

    @Test
    void routerIsGivenItsConfigurationOnlyOnTheNodeItself() {
        var config = new RouterConfig(
                RouterName.of("node1"),
                ClusterName.of("lab"),
                RouterConfig.Role.NODE,
                RouterConfig.Flavor.FRR,
                "r1",
                "frr version 8.4\n");
        tell(new AgentInput.TopologyRead(topology(Address.of("198.51.100.99"))));
        tell(new AgentInput.ConfigurationRead(config));
        assertThat(configurations).isEmpty();

        tell(new AgentInput.TopologyRead(topology(UNDERLAY)));

        assertThat(configurations).containsExactly(config);
    }

    @Test
    void anIntentBecomesLinkNeighborFilterAndRoute() {
        startCarrying(1);

        var link = kernel.find("vm1_net0").orElseThrow();
        assertThat(link.mac()).isEqualTo(Samples.GATEWAY_MAC);
        assertThat(link.up()).isTrue();
        assertThat(kernel.neighbors()).extracting(n -> n.address()).containsExactlyInAnyOrder(ipv4(1), ipv6(1));
        assertThat(filter.observe().guestLinks()).containsExactly(Samples.interfaceName(1));
        assertThat(filter.observe().bindings()).hasSize(2);
        assertThat(ours()).containsExactlyInAnyOrder(route(ipv4(1), 5, 1), route(ipv6(1), 5, 1));
    }

    @Test
    void whatTheRouterSaysOfAnAddressOfNobodyIsNoAnswerForWhoHasItNext() {
        routerKnows(1);

        startCarrying(1);

        assertThat(reports.of(vm(1))).isEmpty();
    }

    @Test
    void theStepsComeInTheirOrder() {
        startCarrying(1);

        assertThat(kernel.applied())
                .<Class<?>>extracting(Object::getClass)
                .containsExactly(
                        KernelOperation.CreateVeth.class,
                        KernelOperation.ConfigureGuestLink.class,
                        KernelOperation.AddAddress.class,
                        KernelOperation.AddAddress.class,
                        KernelOperation.PutNeighbor.class,
                        KernelOperation.PutNeighbor.class,
                        KernelOperation.SetLink.class,
                        KernelOperation.AddRoute.class,
                        KernelOperation.AddRoute.class);
    }

    @Test
    void theHotPathTakesNoDump() {
        startCarrying(1);
        int dumps = kernel.dumps();

        intents(announce(2, 20));

        assertThat(ours()).contains(route(ipv4(2), 5, 2));
        assertThat(kernel.dumps()).isEqualTo(dumps);
    }

    @Test
    void nothingIsChangedBeforeThePartitionWasRead() {
        tell(new AgentInput.TopologyRead(topology(UNDERLAY)), new AgentInput.PartitionBegun());
        intents(announce(1, 10), manifest(1, endpoints(1)));
        later(AgentSettings.DEFAULT.audit());

        assertThat(kernel.applied()).isEmpty();
    }

    @Test
    void aCloneObeysNobodyAndSaysWhy() {
        tell(
                new AgentInput.TopologyRead(topology(Address.of("198.51.100.99"))),
                new AgentInput.PartitionBegun(),
                new AgentInput.IntentRead(announce(1, 10)),
                new AgentInput.IntentRead(manifest(1, endpoints(1))),
                new AgentInput.PartitionEnded());

        assertThat(kernel.applied()).isEmpty();
        assertThat(view().obeying()).isFalse();
        assertThat(view().explanation()).contains("198.51.100.99", "clone");
    }

    private AgentView view() {
        var answer = new CompletableFuture<AgentView>();
        reconciler.on(new AgentInput.Ask(answer));
        return answer.join();
    }

    @Test
    void anUnderlayThatComesUpLateIsNoticed() {
        var late = Address.of("198.51.100.99");
        tell(
                new AgentInput.TopologyRead(topology(late)),
                new AgentInput.PartitionBegun(),
                new AgentInput.IntentRead(announce(1, 10)),
                new AgentInput.IntentRead(manifest(1, endpoints(1))),
                new AgentInput.PartitionEnded());
        kernel.ownAddress(late, 24);

        later(Duration.ofSeconds(2));

        assertThat(view().obeying()).isTrue();
        assertThat(kernel.find("vm1_net0")).isPresent();
    }

    @Test
    void theManifestIsRememberedOverARestart() {
        startCarrying(1);

        assertThat(memory.recall()).isEqualTo(new Identity(Samples.NODE, Samples.INSTANCE, Samples.FABRIC, 1));
    }

    @Test
    void aRestartDoesNothingButMakeSureOfTheSettingsThatCannotBeSeen() {
        startCarrying(1, 2);
        kernel.applied();
        reconciler = newReconciler();

        startCarrying(1, 2);

        assertThat(kernel.applied()).hasSize(2).allMatch(KernelOperation.ConfigureGuestLink.class::isInstance);
    }

    @Test
    void leftoversOfARunBeforeGoUnderAManifestThatMatches() {
        startCarrying(1, 2);
        var kept = route(ipv4(1), 5, 1);
        reconciler = newReconciler();

        startCarrying(1);
        reconciler.workAside();

        assertThat(ours()).contains(kept).hasSize(2);
        assertThat(kernel.find("vm2_net0")).isEmpty();
        assertThat(filter.observe().guestLinks()).containsExactly(Samples.interfaceName(1));
    }

    @Test
    void leftoversStayUnderAManifestThatDoesNotMatch() {
        startCarrying(1, 2);
        reconciler = newReconciler();

        start(announce(1, 10), manifest(1, endpoints(1, 2)));

        assertThat(ours()).hasSize(4);
    }

    private static final int[] TWENTY = IntStream.rangeClosed(1, 20).toArray();

    /** The partition as compaction leaves it after 15 of 20 VMs were removed: their records, and only the last manifest. */
    private void readFifteenRemovals(long generation, boolean confirmed) {
        var records = Stream.concat(
                IntStream.rangeClosed(1, 20).<RouteIntent>mapToObj(n -> n <= 15 ? remove(n, 20 + n) : announce(n, 10)),
                Stream.of(manifest(generation, endpoints(16, 17, 18, 19, 20), confirmed)));
        start(records.toArray(RouteIntent[]::new));
    }

    @Test
    void anAgentThatWasCutOffWhileManyVmsWereRemovedFollowsWithoutAPerson() {
        startCarrying(TWENTY);

        readFifteenRemovals(40, true);

        assertThat(ours()).hasSize(10);
    }

    @Test
    void removalsThatTheKernelRefusedAreTriedAgainUnderALaterManifestWithoutTheMark() {
        startCarrying(TWENTY);
        kernel.breakDown(true);
        readFifteenRemovals(40, true);
        assertThat(ours()).hasSize(40);

        kernel.breakDown(false);
        intents(manifest(41, endpoints(16, 17, 18, 19, 20), false));
        later(Duration.ofMinutes(1));

        assertThat(ours()).hasSize(10);
    }

    @Test
    void anAgentThatDiesOverManyRemovalsEndsThemAfterItsRestartUnderALaterManifestWithoutTheMark() {
        startCarrying(TWENTY);
        kernel.breakDown(true);
        readFifteenRemovals(40, true);
        kernel.breakDown(false);
        reconciler = newReconciler();

        readFifteenRemovals(41, false);

        assertThat(ours()).hasSize(10);
    }

    @Test
    void whatIsNotOursIsLeftAlone() {
        var foreign = new KernelRoute(ipv4(1).hostPrefix(), 4, 50, new KernelRoute.Gateway(UNDERLAY, 1));
        kernel.plant(foreign);
        kernel.foreignLink("vm2_net0", true, true);
        startCarrying(1, 2);

        intents(remove(1, 20), remove(2, 21), manifest(2, List.of()));
        reconciler.workAside();
        reconciler.workAside();

        assertThat(kernel.routes()).containsExactlyInAnyOrder(DEFAULT_ROUTE, foreign);
        assertThat(kernel.find("vm1_net0")).isEmpty();
        assertThat(kernel.find("vm2_net0")).isPresent();
    }

    @Test
    void aLinkThatTheHypervisorMakesLaterIsAdopted() {
        kernel.carrierOnUp();
        var silentlyWaiting = new Announce(
                Samples.endpoint(1, 10, (InterfaceKind) null, new Forwarding.Local(), new Announcement.Normal()));
        start(silentlyWaiting, manifest(1, List.of(silentlyWaiting.endpoint())));
        assertThat(ours()).isEmpty();

        kernel.foreignLink("vm1_net0", false, false);
        settle();

        assertThat(kernel.find("vm1_net0").orElseThrow().mac()).isEqualTo(Samples.GATEWAY_MAC);
        assertThat(ours()).hasSize(2);
    }

    @Test
    void aLinkThatIsReplacedIsTakenAnew() {
        startCarrying(1);
        kernel.removeLink("vm1_net0");
        kernel.foreignLink("vm1_net0", true, true);

        settle();

        assertThat(ours()).containsExactlyInAnyOrder(route(ipv4(1), 5, 1), route(ipv6(1), 5, 1));
    }

    @Test
    void carrierLossWithdrawsAndItsReturnAnnounces() {
        startCarrying(1);

        kernel.carrier("vm1_net0", false);
        settle();
        assertThat(ours()).isEmpty();

        kernel.carrier("vm1_net0", true);
        settle();
        assertThat(ours()).hasSize(2);
    }

    @Test
    void aClassChangeAddsBeforeItDeletes() {
        startCarrying(1);
        kernel.applied();

        intents(new Announce(Samples.endpoint(1, 20, new Forwarding.Local(), new Announcement.Preferred(1))));

        assertThat(kernel.applied())
                .<Class<?>>extracting(Object::getClass)
                .containsExactly(
                        KernelOperation.AddRoute.class,
                        KernelOperation.DeleteRoute.class,
                        KernelOperation.AddRoute.class,
                        KernelOperation.DeleteRoute.class);
        assertThat(ours()).containsExactlyInAnyOrder(route(ipv4(1), 4, 1), route(ipv6(1), 4, 1));
    }

    @Test
    void aWithdrawalTakesTheRoutesAndKeepsTheInterface() {
        startCarrying(1);

        intents(withdraw(1, 20), manifest(2, List.of(withdraw(1, 20).endpoint())));

        assertThat(ours()).isEmpty();
        assertThat(kernel.find("vm1_net0")).isPresent();
        assertThat(filter.observe().bindings()).hasSize(2);
    }

    @Test
    void anAddressThatTheEndpointLosesIsWithdrawnAtOnce() {
        startCarrying(1);
        var fewer = new Announce(Samples.withAddresses(announce(1, 20).endpoint(), 1, ipv4(1)));

        intents(fewer, manifest(2, List.of(fewer.endpoint())));

        assertThat(ours()).containsExactly(route(ipv4(1), 5, 1));
        assertThat(kernel.neighbors()).extracting(n -> n.address()).containsExactly(ipv4(1));
    }

    @Test
    void anAddressMovesToTheVmWithTheLaterAllocation() {
        startCarrying(1);
        var newer = Samples.withAddresses(announce(2, 20).endpoint(), 99, ipv4(1), ipv4(2));

        intents(new Announce(newer));
        routerKnows(1);

        assertThat(ours()).contains(route(ipv4(1), 5, 2), route(ipv4(2), 5, 2), route(ipv6(1), 5, 1));
        assertThat(report(1).problem()).contains("203.0.113.1 belongs to vm-2");
        assertThat(report(1).addresses()).contains(new AddressReport(ipv4(1), false, false, false));
    }

    @Test
    void aFailureIsTriedAgainAndOthersGoOn() {
        startCarrying(1);
        kernel.fail(operation -> operation instanceof KernelOperation.AddRoute add
                && add.route().destination().equals(ipv4(2).hostPrefix()));

        intents(announce(2, 20), announce(3, 21));
        routerKnows(2, 3);
        assertThat(ours()).contains(route(ipv4(3), 5, 3)).doesNotContain(route(ipv4(2), 5, 2));
        assertThat(report(2).problem()).contains("EPERM");

        kernel.fail(_ -> false);
        later(AgentSettings.DEFAULT.retryMax());
        assertThat(ours()).contains(route(ipv4(2), 5, 2));
        assertThat(report(2).problem()).isNull();
    }

    @Test
    void noRouteWithoutASourceFilter() {
        startCarrying(1);
        filter.refuse(Samples.interfaceName(2));

        intents(announce(2, 20), announce(3, 21));

        assertThat(ours()).contains(route(ipv4(3), 5, 3)).doesNotContain(route(ipv4(2), 5, 2));
        assertThat(kernel.find("vm2_net0").orElseThrow().up()).isFalse();
    }

    @Test
    void aFilterThatSomebodyFlushedIsInstalledAgain() {
        startCarrying(1);
        filter.flush();

        later(AgentSettings.DEFAULT.audit());

        assertThat(filter.policy()).isNotNull();
        assertThat(filter.observe().bindings()).hasSize(2);
    }

    @Test
    void theAuditFindsAndRepairsWhatNobodyTold() {
        startCarrying(1);
        var stolen = route(ipv4(1), 5, 1);
        kernel.stealSilently(stolen);

        later(AgentSettings.DEFAULT.audit());

        assertThat(ours()).contains(stolen);
        assertThat(meters.differences()).isEqualTo(1);
    }

    @Test
    void aRouteThatZebraLostIsToldAgainUnderCover() {
        startCarrying(1);
        var lost = route(ipv4(1), 5, 1);
        tell(new AgentInput.SessionsTold(List.of(), true));
        routerKnows(1);
        routerSays(RouterFacts.NONE, ipv4(1));
        later(AgentSettings.DEFAULT.audit());
        kernel.applied();

        later(AgentSettings.DEFAULT.audit());

        var cover = KernelRoute.ours(ipv4(1), KernelRoute.CLASS_MAX, lost.nextHop());
        assertThat(kernel.applied())
                .containsExactly(
                        new KernelOperation.AddRoute(cover),
                        new KernelOperation.DeleteRoute(lost),
                        new KernelOperation.AddRoute(lost),
                        new KernelOperation.DeleteRoute(cover));
        assertThat(ours()).contains(lost).doesNotContain(cover);
        assertThat(meters.differences()).isEqualTo(1);
    }

    @Test
    void aStolenRouteIsPutBackAtOnce() {
        startCarrying(1);
        var stolen = route(ipv4(1), 5, 1);
        kernel.steal(stolen);

        settle();

        assertThat(ours()).contains(stolen);
    }

    @Test
    void aKernelThatCannotBeObservedChangesNothingUntilItCan() {
        kernel.breakDown(true);
        startCarrying(1);
        assertThat(kernel.applied()).isEmpty();

        kernel.breakDown(false);
        later(Duration.ofSeconds(2));

        assertThat(ours()).hasSize(2);
    }

    /** A route that could not be read back would be taken for one that is gone, and its address for free. */
    @Test
    void noReportWhileTheKernelCannotBeRead() {
        startCarrying(1);
        routerKnows(1);
        kernel.breakDown(true);

        intents(withdraw(1, 20), manifest(2, List.of(withdraw(1, 20).endpoint())));
        routerSays(RouterFacts.NONE, ipv4(1), ipv6(1));

        assertThat(ours()).hasSize(2);
        assertThat(report(1).epoch()).isEqualTo(announce(1, 10).endpoint().epoch());
        assertThat(report(1).isGone()).isFalse();

        kernel.breakDown(false);
        later(Duration.ofSeconds(2));

        assertThat(ours()).isEmpty();
        assertThat(report(1).epoch()).isEqualTo(withdraw(1, 20).endpoint().epoch());
        assertThat(report(1).isGone()).isTrue();
    }

    @Test
    void noReportBeforeTheRouterWasAsked() {
        startCarrying(1);
        assertThat(reports.of(vm(1))).isEmpty();

        routerKnows(1);

        assertThat(report(1).addresses())
                .containsExactly(
                        new AddressReport(ipv4(1), true, true, true), new AddressReport(ipv6(1), true, true, true));
        assertThat(report(1).forwarding()).isEqualTo(new Forwarding.Local());
    }

    @Test
    void factsAreNeverMerged() {
        startCarrying(1);

        routerSays(new RouterFacts(5L, false), ipv4(1));
        routerSays(RouterFacts.NONE, ipv6(1));

        assertThat(report(1).addresses())
                .containsExactly(
                        new AddressReport(ipv4(1), true, true, false), new AddressReport(ipv6(1), true, false, false));
    }

    @Test
    void anotherClassInZebraIsNotThisRoute() {
        startCarrying(1);

        routerSays(new RouterFacts(4L, true), ipv4(1), ipv6(1));

        assertThat(report(1).addresses()).allMatch(a -> a.kernel() && !a.fib());
    }

    @Test
    void aReportIsSentOnceForOneObservation() {
        startCarrying(1);
        routerKnows(1);
        reports.routeReports();

        later(AgentSettings.DEFAULT.audit());

        assertThat(reports.routeReports()).isZero();
    }

    @Test
    void everythingIsReportedAgainAfterAResync() {
        startCarrying(1, 2);
        routerKnows(1, 2);
        reports.routeReports();

        start(announce(1, 10), announce(2, 10), manifest(1, endpoints(1, 2)));

        assertThat(reports.routeReports()).isEqualTo(2);
        assertThat(reports.nodeReports(NodeReport.ResyncDone.class)).hasSize(2);
    }

    @Test
    void aRemovedEndpointIsReportedGoneAndForgottenWithItsTombstone() {
        startCarrying(1);
        routerKnows(1);
        intents(remove(1, 20), manifest(2, List.of()));
        assertThat(report(1).isGone()).isFalse();

        routerSays(RouterFacts.NONE, ipv4(1), ipv6(1));
        assertThat(report(1).isGone()).isTrue();
        assertThat(report(1).epoch().value()).isEqualTo(20);

        tell(new AgentInput.IntentDropped(vm(1)));
        assertThat(reports.of(vm(1))).isEmpty();
    }

    @Test
    void aRefusedIntentIsReported() {
        startCarrying(1);

        intents(announce(1, 9));

        assertThat(reports.nodeReports(NodeReport.IntentRefused.class))
                .singleElement()
                .satisfies(refused -> assertThat(refused.epoch().value()).isEqualTo(9));
    }

    @Test
    void theHeartbeatSaysWhatIsActedOn() {
        startCarrying(1);

        later(AgentSettings.DEFAULT.heartbeat());

        var heartbeat = reports.nodeReports(NodeReport.Heartbeat.class).getLast();
        assertThat(heartbeat.obeying()).isTrue();
        assertThat(heartbeat.manifestGeneration()).isEqualTo(1);
        assertThat(heartbeat.endpoints()).isEqualTo(1);
    }
}
