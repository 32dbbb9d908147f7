package io.ipfabric.node.application;

import static io.ipfabric.node.domain.Samples.interfaceName;
import static io.ipfabric.node.domain.Samples.ipv4;
import static io.ipfabric.node.domain.Samples.ipv6;
import static io.ipfabric.node.domain.Samples.manifest;
import static io.ipfabric.node.domain.Samples.vm;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.RouteIntent.Announce;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.node.domain.HairpinGuard;
import io.ipfabric.node.domain.KernelOperation;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.RouterFacts;
import io.ipfabric.node.domain.Samples;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The target of a live migration. */
class ArrivalTest extends MigrationFixture {

    @BeforeEach
    void begin() {
        startEmpty();
    }

    @Test
    void aPreparedTargetIsReadyForTheGuestAndSendsToTheSource() {
        intend(vm1(10, VIA, SILENT, null));

        isVia(2);
        assertThat(kernel.find("vm1_net0").orElseThrow().up()).isTrue();
        assertThat(kernel.neighbors()).extracting(n -> n.address()).containsExactlyInAnyOrder(ipv4(1), ipv6(1));
        assertThat(filter.observe().bindings()).hasSize(2);
        assertThat(kernel.neighborMac(OTHER4, 1)).contains(OTHER_MAC);
        routerSays(new RouterFacts(2L, false), ipv4(1), ipv6(1));
        assertThat(report(1).forwarding()).isEqualTo(VIA);
        assertThat(report(1).addresses()).allMatch(a -> a.kernel() && a.fib() && !a.advertised());
    }

    @Test
    void withoutAnInterfaceItSendsToTheSourceAllTheSame() {
        intend(vm1(10, null, VIA, SILENT, null));

        isVia(2);
    }

    @Test
    void theFirstFrameSwitchesByOneReplacement() {
        intend(vm1(10, VIA, PREFERRED, ARRIVAL));
        isVia(4);
        int link = kernel.find("vm1_net0").orElseThrow().index();
        assertThat(arrivals.watched()).containsOnlyKeys(link).containsValue(Samples.guestMac(1));
        kernel.applied();
        neverWithoutARoute();

        frameArrives();

        isLocal(4);
        assertThat(kernel.applied())
                .containsExactlyInAnyOrder(
                        new KernelOperation.ReplaceRoute(route(ipv4(1), 4, 1)),
                        new KernelOperation.ReplaceRoute(route(ipv6(1), 4, 1)));
        assertThat(arrivals.watched()).isEmpty();
    }

    @Test
    void aSilentSwitchAddsBeforeItDeletes() {
        intend(vm1(10, VIA, SILENT, ARRIVAL));
        neverWithoutARoute();

        frameArrives();

        isLocal(9);
    }

    @Test
    void theSwitchIsReportedAtTheSameEpochWithoutWaitingForTheRouter() {
        intend(vm1(10, VIA, PREFERRED, ARRIVAL));
        assertThat(reports.of(vm(1))).isEmpty();

        frameArrives();

        assertThat(report(1).forwarding()).isEqualTo(LOCAL);
        assertThat(report(1).epoch().value()).isEqualTo(10);
        assertThat(report(1).addresses()).allMatch(a -> a.kernel() && !a.advertised());
    }

    @Test
    void aSwitchLeavesWhatTheRouterSaidOfTheSameClass() {
        intend(vm1(10, VIA, PREFERRED, ARRIVAL));
        routerSays(new RouterFacts(4L, true), ipv4(1), ipv6(1));

        frameArrives();

        assertThat(report(1).forwarding()).isEqualTo(LOCAL);
        assertThat(report(1).addresses()).allMatch(a -> a.kernel() && a.fib() && a.advertised());
    }

    @Test
    void theHairpinIsGuardedUntilTheGuestIsThere() {
        intend(vm1(10, VIA, PREFERRED, ARRIVAL));
        assertThat(filter.observe().guards())
                .containsExactlyInAnyOrder(new HairpinGuard(OTHER_MAC, ipv4(1)), new HairpinGuard(OTHER_MAC, ipv6(1)));

        frameArrives();

        assertThat(filter.observe().guards()).isEmpty();
    }

    @Test
    void withoutArmsNobodyListensAndTheGuardIsThere() {
        intend(vm1(10, VIA, SILENT, null));

        assertThat(filter.observe().guards()).hasSize(2);
        assertThat(arrivals.watched()).isEmpty();
    }

    @Test
    void aSourceWhoseMacComesLateIsGuardedAgainstThen() {
        kernel.routerIsSilent(OTHER4);
        intend(vm1(10, VIA, PREFERRED, ARRIVAL));
        assertThat(filter.observe().guards()).containsExactly(new HairpinGuard(OTHER_MAC, ipv6(1)));

        kernel.router(OTHER4, OTHER_MAC);
        later(Duration.ofSeconds(1));

        assertThat(filter.observe().guards()).hasSize(2);
        assertThat(reports.of(vm(1)).map(r -> r.problem())).isEmpty();
    }

    @Test
    void aSourceWhoseMacIsForgottenIsStillGuardedAgainst() {
        intend(vm1(10, VIA, PREFERRED, ARRIVAL));
        kernel.routerIsSilent(OTHER4);

        intend(vm1(11, VIA, PREFERRED, ARRIVAL));

        assertThat(kernel.neighborMac(OTHER4, 1)).isEmpty();
        assertThat(filter.observe().guards()).hasSize(2);
    }

    @Test
    void aSourceThatIsBackWithAnotherMacIsGuardedAgainstByThatOne() {
        intend(vm1(10, VIA, PREFERRED, ARRIVAL));
        kernel.routerIsSilent(OTHER4);
        intend(vm1(11, VIA, PREFERRED, ARRIVAL));

        var another = MacAddress.of("02:ff:00:00:00:0d");
        kernel.router(OTHER4, another);
        later(Duration.ofSeconds(1));

        assertThat(filter.observe().guards())
                .containsExactlyInAnyOrder(new HairpinGuard(another, ipv4(1)), new HairpinGuard(OTHER_MAC, ipv6(1)));
    }

    @Test
    void aGuardStaysWhileTheKernelDoesNotAnswer() {
        intend(vm1(10, VIA, PREFERRED, ARRIVAL));
        kernel.breakDown(true);

        intend(vm1(11, VIA, PREFERRED, ARRIVAL));

        assertThat(filter.observe().guards()).hasSize(2);
    }

    @Test
    void anArrivalHoldsForItsGenerationWhateverIsAnnounced() {
        intend(vm1(10, VIA, PREFERRED, ARRIVAL));
        frameArrives();

        intend(vm1(11, VIA, new Announcement.Preferred(2), ARRIVAL));
        isLocal(10);

        intend(Samples.armed(Samples.endpoint(1, 12, VIA, PREFERRED), 3, ARRIVAL));
        isVia(4);
        assertThat(arrivals.watched()).hasSize(1);
    }

    @Test
    void anIntentWithoutArmsIsObeyed() {
        intend(vm1(10, VIA, PREFERRED, ARRIVAL));
        frameArrives();

        intend(vm1(11, VIA, PREFERRED, null));

        isVia(4);
    }

    @Test
    void afterARestartTheKernelTellsWhetherTheGuestHadArrived() {
        intend(vm1(10, VIA, PREFERRED, ARRIVAL));
        frameArrives();

        restart(vm1(10, VIA, PREFERRED, ARRIVAL));

        isLocal(4);
        assertThat(arrivals.watched()).isEmpty();
    }

    @Test
    void afterARestartAGuestThatHadNotArrivedIsAwaited() {
        intend(vm1(10, VIA, PREFERRED, ARRIVAL));

        restart(vm1(10, VIA, PREFERRED, ARRIVAL));

        isVia(4);
        assertThat(arrivals.watched()).hasSize(1);
        frameArrives();
        isLocal(4);
    }

    /** The old routes are those of an earlier stay on this node. */
    @Test
    void whatThisRunDeliveredInAnEarlierGenerationIsNoArrival() {
        intend(vm1(9, LOCAL, SILENT, null));
        isLocal(9);

        intend(Samples.armed(Samples.endpoint(1, 10, VIA, SILENT), 3, ARRIVAL));

        isVia(2);
    }

    private void restart(Endpoint endpoint) {
        arrivals.forget();
        reconciler = newReconciler();
        tell(new AgentInput.TopologyRead(twoNodes(OTHER6)), new AgentInput.PartitionBegun());
        intents(new Announce(endpoint), manifest(endpoint.epoch().value(), List.of(endpoint)));
        tell(new AgentInput.PartitionEnded());
    }

    @Test
    void anInterfaceThatAppearsWithPacketsOfTheGuestIsAnArrival() {
        intend(vm1(10, null, VIA, PREFERRED, ARRIVAL));
        isVia(4);

        kernel.foreignLink("vm1_net0", true, true);
        kernel.received("vm1_net0", 1);
        settle();

        isLocal(4);
    }

    @Test
    void anInterfaceThatAppearsQuietIsListenedTo() {
        intend(vm1(10, null, VIA, PREFERRED, ARRIVAL));

        kernel.foreignLink("vm1_net0", true, true);
        settle();

        isVia(4);
        assertThat(arrivals.watched()).hasSize(1);
    }

    @Test
    void packetsOfAnInterfaceThatWasThereBeforeProveNothing() {
        kernel.foreignLink("vm1_net0", true, true);
        kernel.received("vm1_net0", 7);

        intend(vm1(10, null, VIA, PREFERRED, ARRIVAL));

        isVia(4);
    }

    @Test
    void anInterfaceThatIsReplacedIsListenedToAnew() {
        intend(vm1(10, null, VIA, PREFERRED, ARRIVAL));
        kernel.foreignLink("vm1_net0", true, true);
        settle();

        kernel.removeLink("vm1_net0");
        kernel.foreignLink("vm1_net0", true, true);
        settle();

        assertThat(arrivals.watched())
                .containsOnlyKeys(kernel.find("vm1_net0").orElseThrow().index());
    }

    @Test
    void aLinkThatCannotBeListenedToIsTriedAgain() {
        arrivals.breakDown(true);
        intend(vm1(10, VIA, PREFERRED, ARRIVAL));
        assertThat(arrivals.watched()).isEmpty();

        arrivals.breakDown(false);
        later(Duration.ofMillis(60));

        assertThat(arrivals.watched()).hasSize(1);
    }

    /** The news of the carrier comes after the frame. */
    @Test
    void aFrameProvesCarrier() {
        intend(vm1(10, null, VIA, PREFERRED, ARRIVAL));
        kernel.foreignLink("vm1_net0", true, false);
        settle();
        kernel.carrier("vm1_net0", true);
        kernel.events();
        neverWithoutARoute();

        frameArrives();

        isLocal(4);
    }

    @Test
    void aTargetOfWhichTheTopologyKnowsNothingIsAProblemUntilItDoes() {
        tell(new AgentInput.TopologyRead(topology(UNDERLAY)));
        intend(vm1(10, VIA, PREFERRED, null));
        routerSays(RouterFacts.NONE, ipv4(1), ipv6(1));
        assertThat(ours()).isEmpty();
        assertThat(report(1).problem()).contains("no node node2");

        tell(new AgentInput.TopologyRead(twoNodes(OTHER6)));

        isVia(4);
        assertThat(report(1).problem()).isNull();
    }

    @Test
    void aNodeWithoutIpv6TakesWhatItCan() {
        tell(new AgentInput.TopologyRead(twoNodes(null)));

        intend(vm1(10, VIA, PREFERRED, null));

        assertThat(ours()).containsExactly(KernelRoute.ours(ipv4(1), 4, gateway(AddressFamily.IPV4)));
        routerSays(RouterFacts.NONE, ipv4(1), ipv6(1));
        assertThat(report(1).problem()).contains("no ipv6 address");
        assertThat(report(1).forwarding()).isNull();
    }

    @Test
    void whatCannotGoToTheOtherNodeStaysWhereItWas() {
        intend(vm1(10, LOCAL, NORMAL, null));
        tell(new AgentInput.TopologyRead(topology(UNDERLAY)));

        intend(vm1(11, VIA, NORMAL, null));

        isLocal(5);
    }

    @Test
    void peopleSeeWhatItIsArmedForAndThatItHasSwitched() throws Exception {
        intend(vm1(10, VIA, PREFERRED, ARRIVAL));
        frameArrives();

        var answer = new CompletableFuture<AgentView>();
        tell(new AgentInput.Ask(answer));

        var view = answer.get().interfaces().getFirst();
        assertThat(view.desired().armed()).isEqualTo(ARRIVAL);
        assertThat(view.observed().switched()).isTrue();
        assertThat(view.observed().forwarding()).isEqualTo(LOCAL);
        assertThat(view.observed().interfaceName()).isEqualTo(interfaceName(1).value());
    }
}
