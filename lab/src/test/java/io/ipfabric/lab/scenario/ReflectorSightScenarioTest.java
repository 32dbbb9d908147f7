package io.ipfabric.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.RouteClass;
import io.ipfabric.contracts.event.RouteEvent.RouteConfirmed;
import io.ipfabric.contracts.event.RouteEvent.RouteDrifted;
import io.ipfabric.contracts.event.RouteEvent.RouteStray;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.lab.hand.HandGuest;
import io.ipfabric.lab.hand.HandRoutes;
import io.ipfabric.lab.network.PacketBlock;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.Router;
import io.ipfabric.lab.process.Command;
import io.ipfabric.lab.proof.RouteFacts;
import io.ipfabric.lab.proof.VmView;
import io.ipfabric.lab.proof.Vms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the reflectors hold beside what was ordered is told; and where they cannot be seen, nothing is taken for proved. */
@InLab
class ReflectorSightScenarioTest {

    private static final Logger LOG = Logger.getLogger(ReflectorSightScenarioTest.class.getName());
    private static final Router NODE1 = LabPlan.node(1);
    private static final Router NODE3 = LabPlan.node(3);
    private static final List<Router> REFLECTORS = LabPlan.reflectors();
    private static final String VM = "seen";
    private static final String ROUTING = "routing-service";

    /** It takes some hundred milliseconds, which the log tells; this is what a machine with other work to do may make of it. */
    private static final Duration TOLD_LIMIT = Duration.ofSeconds(10);

    /** For what must not happen, and would at once. */
    private static final Duration SILENCE = Duration.ofSeconds(3);

    private static final int BMP_PORT = 11019;

    private final Vms vms = new Vms();
    private final List<AutoCloseable> toUndo = new ArrayList<>();
    private RouteFacts facts;
    private VmView vm;

    @BeforeEach
    void startVm() {
        facts = undone(RouteFacts.fromNow());
        vms.create(VM, "node1").orThrow("refused");
        vm = vms.await(VM, "confirmed", VmView::isConfirmed);
    }

    /** Also after a failure: the last is undone first. */
    @AfterEach
    void undo() throws Exception {
        for (var each : toUndo.reversed()) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T undone(T each) {
        toUndo.add(each);
        return each;
    }

    @Test
    void aRouteToAnAddressThatNobodyHasIsTold() {
        double before = Metrics.sum(ROUTING, "fabric_routing_routes_stray_total");
        var address = Address.of("198.51.100.240");

        long start = announceByHand(NODE3, List.of(address));

        var stray = awaitStray(address, start);
        assertThat(stray.vm()).isNull();
        assertThat(stray.peer()).isEqualTo(Address.of(NODE3.underlay4()));
        assertThat(Metrics.sum(ROUTING, "fabric_routing_routes_stray_total")).isGreaterThan(before);
    }

    @Test
    void aVmsRouteOfANodeThatDoesNotHaveItIsTold() {
        long start = announceByHand(NODE3, vm.addresses());

        for (var address : vm.addresses()) {
            var stray = awaitStray(address, start);
            assertThat(String.valueOf(stray.vm())).isEqualTo(VM);
            assertThat(stray.reason()).contains("is not to announce it");
        }
        Proofs.reachable(vms.await(VM, "confirmed still", VmView::isConfirmed));
    }

    /** BMP tells only what peers said; this the reflector says itself. */
    @Test
    void aRouteThatSomebodyPutIntoAReflectorIsTold() {
        var reflector = REFLECTORS.getLast();
        var address = vm.addresses().getFirst();
        undone(() -> originate(reflector, "no network " + address.hostPrefix()));

        long start = System.nanoTime();
        originate(reflector, "network " + address.hostPrefix());

        var stray = awaitStray(address, start);
        assertThat(stray.reflector()).isEqualTo(RouterName.of(reflector.name()));
        assertThat(stray.peer()).isEqualTo(Address.of(reflector.underlay4()));
    }

    private static void originate(Router reflector, String line) {
        Command.output(
                "vtysh",
                "-N",
                reflector.namespace(),
                "-c",
                "configure terminal",
                "-c",
                "router bgp " + LabPlan.ASN,
                "-c",
                "address-family ipv4 unicast",
                "-c",
                line);
    }

    @Test
    void aRouteThatAReflectorLosesIsTold() {
        var reflector = REFLECTORS.getFirst();
        double before = Metrics.sum(ROUTING, "fabric_routing_routes_drifted_total{where=\"reflector\"");

        long start = System.nanoTime();
        vtysh(reflector, "clear bgp " + NODE1.underlay4());

        for (var address : vm.addresses()) {
            tell(
                    "lost by a reflector",
                    facts.await(
                            "the loss of " + address,
                            start,
                            TOLD_LIMIT,
                            RouteFacts.only(
                                    RouteDrifted.class,
                                    drifted -> drifted.address().equals(address)
                                            && RouterName.of(reflector.name()).equals(drifted.reflector()))));
        }
        assertThat(Metrics.sum(ROUTING, "fabric_routing_routes_drifted_total{where=\"reflector\""))
                .isGreaterThan(before);
        vms.await(VM, "confirmed again", VmView::isConfirmed);
    }

    /** Nobody sees a reflector: what is announced is not confirmed, and what is deleted is not released. */
    @Test
    void reflectorsThatNobodySeesProveNothing() {
        var blocks = REFLECTORS.stream()
                .map(reflector -> undone(PacketBlock.of(reflector.namespace(), List.of("tcp dport " + BMP_PORT))))
                .toList();
        for (var reflector : REFLECTORS) {
            Held.awaitSight(reflector, vm.addresses().getFirst(), "LOST");
        }
        long start = System.nanoTime();

        vms.create("unseen", "node1").orThrow("refused");
        var unseen = vms.awaitAnnounced("unseen");
        vms.delete(VM);

        assertStays(
                "not confirmed, and not gone",
                () -> !vms.find("unseen").orElseThrow().isConfirmed()
                        && vms.find(VM).isPresent());
        assertThat(facts.find(start, RouteFacts.only(RouteConfirmed.class, _ -> true)))
                .isEmpty();
        blocks.forEach(PacketBlock::close);
        vms.await("unseen", "confirmed", VmView::isConfirmed);
        vms.awaitGone(VM);
        Proofs.nowhere(vm);
        Proofs.reachable(unseen);
    }

    /** A reflector that the observer sees does not hear the node: it holds nothing, so nothing is confirmed. */
    @Test
    void aReflectorThatDoesNotHearTheNodeDoesNotConfirm() {
        var deaf = REFLECTORS.getFirst();
        var block = undone(PacketBlock.ofBgp(deaf.namespace(), NODE1.underlay4()));

        vms.create("unheard", "node1").orThrow("refused");
        var unheard = vms.awaitAnnounced("unheard");

        assertStays("not confirmed", () -> !vms.find("unheard").orElseThrow().isConfirmed());
        var address = unheard.addresses().getFirst();
        assertThat(Held.isBy(deaf, address)).isFalse();
        assertThat(Held.isBy(REFLECTORS.getLast(), address)).isTrue();
        block.close();
        vms.await("unheard", "confirmed", VmView::isConfirmed);
    }

    /** A person's route on a node. @return the moment before its command */
    private long announceByHand(Router node, List<Address> addresses) {
        var guest = new HandGuest("byhand", MacAddress.of("02:00:00:00:00:77"), addresses);
        undone(() -> {
            guest.remove(List.of(node));
            new HandRoutes(guest).awaitReflectorsWithout(node);
        });
        guest.startOn(node);
        var routes = new HandRoutes(guest);
        long start = System.nanoTime();
        routes.change(node, routes.addLocal(RouteClass.NORMAL));
        return start;
    }

    private RouteStray awaitStray(Address address, long start) {
        var found = facts.await(
                "the stray of " + address, start, TOLD_LIMIT, RouteFacts.only(RouteStray.class, stray -> stray.address()
                        .equals(address)));
        tell("stray", found);
        return found.event();
    }

    private static void tell(String what, RouteFacts.Found<?> found) {
        LOG.info(() -> what + " told after " + found.after().toMillis() + " ms: " + found.event());
    }

    private static void assertStays(String what, BooleanSupplier holds) {
        long end = System.nanoTime() + SILENCE.toNanos();
        while (System.nanoTime() < end) {
            assertThat(holds.getAsBoolean()).as(what).isTrue();
        }
    }

    private static void vtysh(Router router, String command) {
        Command.output("vtysh", "-N", router.namespace(), "-c", command);
    }
}
