package io.ipfabric.node.application;

import static io.ipfabric.node.domain.Samples.ipv4;
import static io.ipfabric.node.domain.Samples.ipv6;
import static io.ipfabric.node.domain.Samples.manifest;
import static io.ipfabric.node.domain.Samples.remove;
import static io.ipfabric.node.domain.Samples.vm;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.RouteIntent.Announce;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.node.domain.HairpinGuard;
import io.ipfabric.node.domain.KernelEvent;
import io.ipfabric.node.domain.KernelOperation;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.KernelRoute.Blackhole;
import io.ipfabric.node.domain.KernelRoute.Gateway;
import io.ipfabric.node.domain.RouterFacts;
import io.ipfabric.node.domain.Samples;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The source of a live migration: the guest leaves, its redirect stays a while and is retired. */
class DepartureTest extends MigrationFixture {

    @BeforeEach
    void begin() {
        startEmpty();
    }

    private void carryWithForeignLink() {
        kernel.foreignLink("vm1_net0", true, true);
        intend(vm1(10, null, LOCAL, NORMAL, DEPARTURE));
        isLocal(5);
        routerSays(new RouterFacts(5L, true), ipv4(1), ipv6(1));
    }

    @Test
    void lostCarrierRedirectsWithoutAnInstantInBetween() {
        carryWithForeignLink();
        neverWithoutARoute();

        kernel.carrier("vm1_net0", false);
        settle();

        isVia(3);
        assertThat(report(1).forwarding()).isEqualTo(VIA);
        assertThat(report(1).epoch().value()).isEqualTo(10);
    }

    @Test
    void nothingIsTakenBackFromWhereItRedirectsTo() {
        carryWithForeignLink();
        assertThat(filter.observe().guards()).isEmpty();

        kernel.carrier("vm1_net0", false);
        settle();
        assertThat(filter.observe().guards())
                .containsExactlyInAnyOrder(new HairpinGuard(OTHER_MAC, ipv4(1)), new HairpinGuard(OTHER_MAC, ipv6(1)));

        kernel.carrier("vm1_net0", true);
        settle();
        assertThat(filter.observe().guards()).isEmpty();
    }

    private void carryUnarmed() {
        kernel.foreignLink("vm1_net0", true, true);
        intend(vm1(10, null, LOCAL, NORMAL, null));
        routerSays(new RouterFacts(5L, true), ipv4(1), ipv6(1));
    }

    private void leaves(boolean withItsInterface) {
        if (withItsInterface) {
            kernel.removeLink("vm1_net0");
        } else {
            kernel.carrier("vm1_net0", false);
        }
        settle();
    }

    private void isHeld(int metric) {
        assertThat(ours())
                .containsExactlyInAnyOrder(
                        KernelRoute.ours(ipv4(1), metric, new Blackhole()),
                        KernelRoute.ours(ipv6(1), metric, new Blackhole()));
    }

    /** The guest was gone before anybody said that it may go: nobody has heard yet that it is not here, and nobody has to. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void permissionThatComesAfterTheGuestHasLeftRedirectsAtOnce(boolean withItsInterface) {
        carryUnarmed();
        leaves(withItsInterface);
        isHeld(5);
        neverWithoutARoute();

        intend(vm1(11, null, LOCAL, NORMAL, DEPARTURE));

        isVia(3);
        assertThat(report(1).forwarding()).isEqualTo(VIA);
        assertThat(report(1).epoch().value()).isEqualTo(11);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void permissionThatComesTooLateAnnouncesAgain(boolean withItsInterface) {
        carryUnarmed();
        leaves(withItsInterface);
        later(Absences.PATIENCE);
        assertThat(ours()).isEmpty();

        intend(vm1(11, null, LOCAL, NORMAL, DEPARTURE));

        isVia(3);
    }

    @Test
    void whatIsHeldIsWithdrawnAtOnceByOrder() {
        carryUnarmed();
        leaves(false);

        intend(vm1(11, null, new Forwarding.None(), SILENT, null));

        assertThat(ours()).isEmpty();
    }

    /** It was never delivered here, so nobody sends it here. */
    @Test
    void anAddressThatComesWhileTheGuestIsGoneIsNotAnnounced() {
        carryUnarmed();
        leaves(false);

        intend(Samples.withAddresses(
                vm1(11, null, LOCAL, NORMAL, null), 1, ipv4(1), ipv6(1), Address.of("192.0.2.250")));

        isHeld(5);
    }

    @Test
    void anAgentThatStartsMeanwhileWaitsForNobody() {
        carryUnarmed();
        leaves(true);
        isHeld(5);

        reconciler = newReconciler();
        startEmpty();
        intend(vm1(10, null, LOCAL, NORMAL, null));

        assertThat(ours()).isEmpty();
    }

    @Test
    void theOtherNodesMacIsKnownBeforeItIsNeeded() {
        carryWithForeignLink();

        assertThat(kernel.neighborMac(OTHER4, 1)).contains(OTHER_MAC);
        assertThat(kernel.neighborMac(OTHER6, 1)).contains(OTHER_MAC);
    }

    @Test
    void carrierThatReturnsTakesTheGuestBack() {
        carryWithForeignLink();
        kernel.carrier("vm1_net0", false);
        settle();
        neverWithoutARoute();

        kernel.carrier("vm1_net0", true);
        settle();

        isLocal(5);
        assertThat(report(1).forwarding()).isEqualTo(LOCAL);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anInterfaceThatGoesRedirectsAndIsNotMadeAgain(boolean ownLink) {
        if (ownLink) {
            intend(vm1(10, LOCAL, NORMAL, DEPARTURE));
            kernel.foreignLink("vm1_net0", true, true);
            settle();
        } else {
            carryWithForeignLink();
        }

        kernel.removeLink("vm1_net0");
        settle();

        isVia(3);
        assertThat(kernel.find("vm1_net0")).isEmpty();
    }

    /** The kernel tells of the IPv6 route first, of the link last, and both when they are gone already. */
    @Test
    void eventsThatComeOutOfOrderLeadToTheSame() {
        carryWithForeignLink();
        var link = kernel.find("vm1_net0").orElseThrow();
        var route6 = route(ipv6(1), 5, 1);
        kernel.removeLink("vm1_net0");
        kernel.events();
        kernel.applied();

        tell(new AgentInput.KernelTold(new KernelEvent.RouteRemoved(route6)));
        isVia(3);
        tell(new AgentInput.KernelTold(new KernelEvent.LinkChanged(link)));
        isVia(3);
        tell(new AgentInput.KernelTold(new KernelEvent.LinkRemoved(link.index(), link.name())));

        isVia(3);
        assertThat(kernel.applied())
                .filteredOn(KernelOperation.RouteOperation.class::isInstance)
                .hasSize(2);
    }

    @Test
    void withoutArmsALinkWithoutCarrierLosesItsRoutes() {
        kernel.foreignLink("vm1_net0", true, true);
        intend(vm1(10, null, LOCAL, NORMAL, null));

        kernel.carrier("vm1_net0", false);
        settle();
        isHeld(5);
        later(Absences.PATIENCE.minusMillis(1));
        isHeld(5);
        later(Duration.ofMillis(1));

        assertThat(ours()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aGuestThatIsBackBeforeIsDeliveredToWithoutAnInstantInBetween(boolean withItsInterface) {
        carryUnarmed();
        leaves(withItsInterface);
        neverWithoutARoute();

        if (withItsInterface) {
            kernel.foreignLink("vm1_net0", true, true);
        } else {
            kernel.carrier("vm1_net0", true);
        }
        settle();

        isLocal(5);
        later(Absences.PATIENCE);
        isLocal(5);
    }

    @Test
    void anUnderlayThatComesBackIsRoutedToAgain() {
        intend(vm1(10, VIA, NORMAL, null));
        ours().forEach(kernel::stealSilently);
        kernel.foreignLink("under", true, true);

        settle();
        later(Duration.ofSeconds(31));

        isVia(3);
    }

    private void removeRedirected() {
        intend(vm1(10, VIA, NORMAL, null));
        routerSays(new RouterFacts(3L, true), ipv4(1), ipv6(1));
        intents(remove(1, 20));
        intents(manifest(20, List.of()));
    }

    private void routerLearns() {
        for (var address : List.of(ipv4(1), ipv6(1))) {
            kernel.plant(learned(address));
        }
    }

    private static KernelRoute learned(Address address) {
        return new KernelRoute(
                address.hostPrefix(),
                186,
                20,
                new Gateway(address.family() == AddressFamily.IPV4 ? OTHER4 : OTHER6, 1));
    }

    @Test
    void aRedirectYieldsUntilTheRouterHasLearnedTheWay() {
        removeRedirected();
        isVia(KernelRoute.YIELDING_DISTANCE | 2);
        routerSays(RouterFacts.NONE, ipv4(1), ipv6(1));
        assertThat(report(1).isGone()).isFalse();
        assertThat(report(1).forwarding()).isEqualTo(VIA);
        assertThat(filter.observe().guards()).hasSize(2);

        routerLearns();
        later(Duration.ofMillis(10));

        assertThat(ours()).isEmpty();
        assertThat(filter.observe().guards()).isEmpty();
        assertThat(report(1).isGone()).isTrue();
        assertThat(report(1).forwarding()).isEqualTo(new Forwarding.None());
    }

    @Test
    void thereIsARouteAtEveryInstantUntilTheLearnedOneIsThere() {
        intend(vm1(10, VIA, NORMAL, null));
        neverWithoutARoute();

        intents(remove(1, 20));
        intents(manifest(20, List.of()));
        later(Duration.ofMillis(1900));

        isVia(KernelRoute.YIELDING_DISTANCE | 2);
    }

    @Test
    void aRouterThatLearnsNothingIsNotWaitedForForever() {
        removeRedirected();

        later(Duration.ofMillis(1900));
        isVia(KernelRoute.YIELDING_DISTANCE | 2);
        later(Duration.ofMillis(200));

        assertThat(ours()).isEmpty();
    }

    @Test
    void anAuditLeavesARetirementAlone() {
        removeRedirected();

        tell(new AgentInput.KernelTold(new KernelEvent.ResyncNeeded("test")));

        isVia(KernelRoute.YIELDING_DISTANCE | 2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRestartGoesOnWithARetirement(boolean recordIsStillThere) {
        removeRedirected();

        reconciler = newReconciler();
        tell(new AgentInput.TopologyRead(twoNodes(OTHER6)), new AgentInput.PartitionBegun());
        if (recordIsStillThere) {
            intents(remove(1, 20));
        }
        intents(manifest(20, List.of()));
        tell(new AgentInput.PartitionEnded());
        isVia(KernelRoute.YIELDING_DISTANCE | 2);
        routerLearns();
        later(Duration.ofMillis(10));

        assertThat(ours()).isEmpty();
    }

    @Test
    void aLeftoverRedirectIsRetiredToo() {
        kernel.plant(KernelRoute.ours(ipv4(1), 3, gateway(AddressFamily.IPV4)));
        intents(manifest(2, List.of()));
        tell(new AgentInput.KernelTold(new KernelEvent.ResyncNeeded("test")));

        assertThat(ours())
                .containsExactly(
                        KernelRoute.ours(ipv4(1), KernelRoute.YIELDING_DISTANCE | 2, gateway(AddressFamily.IPV4)));
        later(Duration.ofMillis(2100));
        assertThat(ours()).isEmpty();
    }

    @Test
    void aVmThatReturnsDuringItsRetirementIsCarriedAgain() {
        removeRedirected();
        neverWithoutARoute();

        intents(new Announce(vm1(30, LOCAL, NORMAL, null)));

        isLocal(5);
        assertThat(reports.of(vm(1))).isPresent();
    }
}
