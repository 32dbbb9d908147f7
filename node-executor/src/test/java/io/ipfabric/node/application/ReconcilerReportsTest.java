package io.ipfabric.node.application;

import static io.ipfabric.node.domain.Samples.announce;
import static io.ipfabric.node.domain.Samples.ipv4;
import static io.ipfabric.node.domain.Samples.ipv6;
import static io.ipfabric.node.domain.Samples.manifest;
import static io.ipfabric.node.domain.Samples.remove;
import static io.ipfabric.node.domain.Samples.vm;
import static io.ipfabric.node.domain.Samples.withdraw;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.NodeReport;
import io.ipfabric.contracts.event.RouteReport.AddressReport;
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
