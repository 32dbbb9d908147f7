package io.ipfabric.node.application;

import static io.ipfabric.node.domain.Samples.announce;
import static io.ipfabric.node.domain.Samples.ipv4;
import static io.ipfabric.node.domain.Samples.ipv6;
import static io.ipfabric.node.domain.Samples.manifest;
import static io.ipfabric.node.domain.Samples.remove;
import static io.ipfabric.node.domain.Samples.vm;
import static io.ipfabric.node.domain.Samples.withAddresses;
import static io.ipfabric.node.domain.Samples.withdraw;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.NodeReport;
import io.ipfabric.contracts.event.RouteIntent.Announce;
import io.ipfabric.contracts.event.RouteIntent.Remove;
import io.ipfabric.contracts.event.RouteReport.AddressReport;
import io.ipfabric.contracts.event.RouteReport.ObservedInterface;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.RouterFacts;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is said of what was observed. */
class ReconcilerReportsTest extends ReconcilerFixture {

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
    void aGuestThatIsGoneIsSpokenOfOnceHisAddressesAre() {
        startAnnounced();

        kernel.carrier("vm1_net0", false);
        settle();
        later(Absences.PATIENCE.minusMillis(1));
        assertThat(reports.routeReports()).isZero();
        later(Duration.ofMillis(1));

        assertThat(reports.routeReports()).isEqualTo(1);
        assertThat(report(1).iface()).isEqualTo(new ObservedInterface(true, false));
        assertThat(report(1).forwarding()).isEqualTo(new Forwarding.None());
        assertThat(report(1).addresses()).noneMatch(AddressReport::kernel);
    }

    @Test
    void aGuestThatIsBackBeforeThatIsNotSpokenOf() {
        startAnnounced();

        kernel.carrier("vm1_net0", false);
        settle();
        kernel.carrier("vm1_net0", true);
        settle();
        later(Absences.PATIENCE);

        assertThat(reports.routeReports()).isZero();
    }

    /** The interface of a VM that is elsewhere has no part in what is done for it. */
    @Test
    void anInterfaceThatChangesNothingIsSpokenOfASecondLater() {
        startCarrying(1);
        intents(withdraw(1, 20), manifest(2, List.of(withdraw(1, 20).endpoint())));
        routerSays(RouterFacts.NONE, ipv4(1), ipv6(1));
        reports.routeReports();

        kernel.carrier("vm1_net0", false);
        settle();
        assertThat(reports.routeReports()).isZero();
        later(Absences.PATIENCE);

        assertThat(reports.routeReports()).isEqualTo(1);
        assertThat(report(1).iface()).isEqualTo(new ObservedInterface(true, false));
    }

    /** It says all: the route is there, and announced by one family, and leads nowhere. */
    @Test
    void aReportThatWaitsDoesNotHoldUpOneThatSomebodyActsOn() {
        startAnnounced();

        kernel.carrier("vm1_net0", false);
        settle();
        routerSays(new RouterFacts(5L, false), ipv4(1));

        assertThat(reports.routeReports()).isEqualTo(1);
        assertThat(report(1).iface().carrier()).isFalse();
        assertThat(report(1).forwarding()).isEqualTo(new Forwarding.None());
        assertThat(report(1).addresses())
                .containsExactly(
                        new AddressReport(ipv4(1), true, true, false), new AddressReport(ipv6(1), true, true, true));
        later(Duration.ofMillis(1));
        assertThat(reports.routeReports()).isZero();
    }

    /** That zebra has it already, and bgpd not yet, is news for nobody if it is over in a moment. */
    @Test
    void stepsOnTheWayToAnAnnouncementWaitForIt() {
        startUnknownToTheRouter();

        routerSays(new RouterFacts(5L, false), ipv4(1), ipv6(1));
        assertThat(reports.routeReports()).isZero();
        routerKnows(1);

        assertThat(reports.routeReports()).isEqualTo(1);
        later(Absences.PATIENCE);
        assertThat(reports.routeReports()).isZero();
    }

    @Test
    void aStepThatIsTheLastIsToldASecondLater() {
        startUnknownToTheRouter();

        routerSays(new RouterFacts(5L, false), ipv4(1), ipv6(1));
        later(Absences.PATIENCE);

        assertThat(reports.routeReports()).isEqualTo(1);
        assertThat(report(1).addresses()).allMatch(address -> address.fib() && !address.advertised());
    }

    /** Their records stay in the topic, so there may be thousands of them. */
    @Test
    void ofWhatWentAndIsSaidToBeGoneNothingIsAskedAnyMore() throws InterruptedException {
        startCarrying(1, 2);
        routerKnows(1, 2);
        intents(remove(1, 20), manifest(2, endpoints(2)));
        watch.askAll();
        assertThat(router.questions()).isEqualTo(4);

        routerSays(RouterFacts.NONE, ipv4(1), ipv6(1));
        assertThat(report(1).isGone()).isTrue();
        watch.askAll();
        assertThat(router.questions()).isEqualTo(6);
        later(AgentSettings.DEFAULT.audit());
        watch.askAll();

        assertThat(router.questions()).isEqualTo(8);
    }

    /** An address is given to one VM after another: who had it before does not announce it again. */
    @Test
    void ofWhatWentNothingIsSaidWhenAnotherHasItsAddress() {
        startAnnounced();
        goes();

        var second = withAddresses(announce(2, 30).endpoint(), 2, ipv4(1), ipv6(1));
        intents(new Announce(second), manifest(3, List.of(second)));
        routerKnows(1);
        reports.routeReports();
        intents(new Remove(withAddresses(remove(2, 40).endpoint(), 2, ipv4(1), ipv6(1))), manifest(4, List.of()));
        routerSays(RouterFacts.NONE, ipv4(1), ipv6(1));

        assertThat(report(2).isGone()).isTrue();
        assertThat(reports.routeReports()).isEqualTo(2);
    }

    @Test
    void aResyncSaysAgainWhatWent() {
        startAnnounced();
        goes();
        reports.routeReports();

        start(remove(1, 20), manifest(2, List.of()));
        routerSays(RouterFacts.NONE, ipv4(1), ipv6(1));

        assertThat(reports.routeReports()).isEqualTo(1);
        assertThat(report(1).isGone()).isTrue();
    }

    @Test
    void aRouteThatComesBackToWhatWentIsTakenAway() {
        startAnnounced();
        goes();
        kernel.plant(KernelRoute.ours(ipv4(1), 5, new KernelRoute.Blackhole()));

        later(AgentSettings.DEFAULT.audit());

        assertThat(ours()).isEmpty();
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

    private void startAnnounced() {
        startCarrying(1);
        routerKnows(1);
        reports.routeReports();
    }

    private void startUnknownToTheRouter() {
        startCarrying(1);
        routerSays(RouterFacts.NONE, ipv4(1), ipv6(1));
        reports.routeReports();
    }

    private void goes() {
        intents(remove(1, 20), manifest(2, List.of()));
        routerSays(RouterFacts.NONE, ipv4(1), ipv6(1));
    }
}
