package io.ipfabric.node.application;

import static io.ipfabric.node.domain.Samples.announce;
import static io.ipfabric.node.domain.Samples.ipv4;
import static io.ipfabric.node.domain.Samples.ipv6;
import static io.ipfabric.node.domain.Samples.manifest;
import static io.ipfabric.node.domain.Samples.vm;
import static io.ipfabric.node.domain.Samples.withdraw;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.InterfaceKind;
import io.ipfabric.contracts.event.RouteIntent.Announce;
import io.ipfabric.contracts.event.RouteReport.AddressReport;
import io.ipfabric.contracts.event.RouterConfig;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.node.domain.KernelOperation;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.ManifestJudge.Identity;
import io.ipfabric.node.domain.RouterFacts;
import io.ipfabric.node.domain.Samples;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** From intents and the kernel's events to what the kernel carries. */
class ReconcilerTest extends ReconcilerFixture {

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
        later(Absences.PATIENCE);
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
}
