package io.ipfabric.lab.scenario;

import static io.ipfabric.contracts.event.RouteClass.DELIVER_ONLY;
import static io.ipfabric.contracts.event.RouteClass.NORMAL;
import static io.ipfabric.contracts.event.RouteClass.PREFERRED_1;
import static io.ipfabric.contracts.event.RouteClass.REDIRECT_ANNOUNCED;
import static io.ipfabric.contracts.event.RouteClass.REDIRECT_QUIET;
import static io.ipfabric.lab.hand.HandRoutes.first;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.lab.flow.Absence;
import io.ipfabric.lab.flow.FlowReport;
import io.ipfabric.lab.flow.TcpStream;
import io.ipfabric.lab.flow.Traffic;
import io.ipfabric.lab.hand.HandCutovers;
import io.ipfabric.lab.hand.HandGuest;
import io.ipfabric.lab.hand.HandRoutes;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.Router;
import io.ipfabric.lab.proof.RouteMonitor;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The orders in which routes change when a guest moves, set by a person's commands under the routers' rendered policy: what the services and
 * agents rely on is true of kernel and FRR without them. Packets of three places, in both families, decide.
 */
@InLab
class CutoverByHandScenarioTest {

    private static final Logger LOG = Logger.getLogger(CutoverByHandScenarioTest.class.getName());

    private static final Router NODE1 = LabPlan.node(1);
    private static final Router NODE2 = LabPlan.node(2);

    /** There and back again, twice. */
    private static final int MOVES = 4;

    /** A packet that is on its way while a route changes may be given to the old place. */
    private static final int LOST_MAX = 1;

    /** What the core loses without redirect is FRR's way from a node to the core, more than 150 ms. */
    private static final int LOST_WITHOUT_REDIRECT = 100;

    /** Addresses of the pools that no VM has: allocation starts at the other end. */
    private final HandGuest guest = guest("hand", 10);

    private final HandGuest neighbor1 = guest("hand1", 11);
    private final HandGuest neighbor2 = guest("hand2", 12);
    private final HandRoutes routes = new HandRoutes(guest);
    private final HandCutovers cutovers = new HandCutovers(guest, routes);

    private static HandGuest guest(String name, int number) {
        return new HandGuest(
                name,
                MacAddress.of("02:00:00:00:00:" + number),
                List.of(Address.of("198.51.100.2" + number), Address.of("2001:db8:100::ffff:" + number)));
    }

    @BeforeEach
    void startGuests() {
        start(guest, NODE1);
        start(neighbor1, NODE1);
        start(neighbor2, NODE2);
    }

    private static void start(HandGuest guest, Router node) {
        guest.startOn(node);
        var routes = new HandRoutes(guest);
        routes.change(node, routes.addLocal(NORMAL));
        routes.awaitCore(node);
    }

    @AfterEach
    void removeGuests() {
        for (var each : List.of(guest, neighbor1, neighbor2)) {
            each.remove(List.of(NODE1, NODE2));
            var itsRoutes = new HandRoutes(each);
            itsRoutes.awaitReflectorsWithout(NODE1);
            itsRoutes.awaitReflectorsWithout(NODE2);
        }
    }

    /** The target announces before the guest moves, and sends what it gets back to the source. */
    @Test
    void hairpinLosesNothing() throws InterruptedException {
        thereAndBack("hairpin", this::hairpin);
    }

    /** The target announces once the guest is there; until the core follows, the source sends on. */
    @Test
    void redirectLosesNothing() throws InterruptedException {
        thereAndBack("redirect", this::redirect);
    }

    @Test
    void withoutRedirectTheCoreLosesFrrsTime() throws InterruptedException {
        var reports = observe("no redirect", NODE1, NODE2, cutovers::withdrawAndAnnounce);

        assertThat(reports)
                .filteredOn(report -> report.flow().from().equals(LabPlan.core().namespace()))
                .hasSize(2)
                .allSatisfy(
                        report -> assertThat(report.lostBeyondAbsence()).isGreaterThanOrEqualTo(LOST_WITHOUT_REDIRECT));
        assertThat(reports).allSatisfy(report -> assertThat(report.duplicates()).isZero());
    }

    /** Never two paths: the core has none while the reflectors forget the one and learn the other. The guests' nodes redirect. */
    @Test
    void strictHasAGapAtTheCoreAlone() throws InterruptedException {
        var reports = observe("strict", NODE1, NODE2, this::strict);

        for (var report : reports) {
            assertThat(report.duplicates()).as(report.toString()).isZero();
            if (report.flow().from().equals(LabPlan.core().namespace())) {
                assertThat(report.lostBeyondAbsence()).as(report.toString()).isPositive();
            } else {
                assertThat(report.lostBeyondAbsence()).as(report.toString()).isLessThanOrEqualTo(LOST_MAX);
            }
        }
    }

    /** One order of changes. */
    private interface Cutover {
        Absence from(Router source, Router target);
    }

    private void thereAndBack(String name, Cutover cutover) throws InterruptedException {
        for (int move = 0; move < MOVES; move++) {
            var source = move % 2 == 0 ? NODE1 : NODE2;
            var target = move % 2 == 0 ? NODE2 : NODE1;
            try (var core = RouteMonitor.start()) {
                long start = System.nanoTime();
                var streams = connect();

                var reports = observe(name, source, target, cutover);

                for (var report : reports) {
                    assertThat(report.lostBeyondAbsence()).as(report.toString()).isLessThanOrEqualTo(LOST_MAX);
                    assertThat(report.duplicates()).as(report.toString()).isZero();
                    assertThat(report.wrongTap()).as(report.toString()).isZero();
                }
                for (var address : guest.addresses()) {
                    assertThat(core.hasGoneSince(address, start))
                            .as("the core was without a route to " + address)
                            .isFalse();
                }
                for (var stream : streams) {
                    var result = stream.stop();
                    LOG.info(result::toString);
                    assertThat(result.isWhole()).as(result.toString()).isTrue();
                }
            }
        }
    }

    /** A connection to each address, over which bytes flow while the guest moves. */
    private List<TcpStream> connect() {
        return guest.addresses().stream()
                .map(address -> TcpStream.start(LabPlan.core().namespace(), guest.namespace(), address))
                .toList();
    }

    private List<FlowReport> observe(String name, Router source, Router target, Cutover cutover)
            throws InterruptedException {
        var places = new ArrayList<>(List.of(LabPlan.core().namespace(), neighbor1.namespace(), neighbor2.namespace()));
        var path = new Traffic.Route(guest.namespace(), guest.tap(), source.namespace(), target.namespace());
        guest.prepareOn(target);
        try (var traffic = Traffic.start(path, places, guest.addresses(), Traffic.INTERVAL)) {
            traffic.awaitAllFlows();
            var absence = cutover.from(source, target);
            var recorded = traffic.stop();

            assertThat(recorded.deliveredAtSource()).isPositive();
            assertThat(recorded.deliveredAtTarget()).isPositive();
            var reports = recorded.reports(absence);
            LOG.info(() -> name + " from " + source.name() + " to " + target.name() + ", absent for "
                    + absence.length().toNanos() / 1e6 + " ms");
            reports.forEach(report -> LOG.info(report::toString));
            return reports;
        }
    }

    private Absence hairpin(Router source, Router target) {
        routes.change(target, routes.addVia(source, PREFERRED_1));
        routes.awaitCore(target);
        var absence = guest.move(source, target, () -> {
            // The target first: otherwise both send to each other.
            routes.change(target, routes.replaceByLocal(PREFERRED_1));
            routes.change(source, first(routes.addVia(target, REDIRECT_ANNOUNCED), routes.delete(NORMAL)));
        });
        retire(source, target);
        return absence;
    }

    private Absence redirect(Router source, Router target) {
        var absence = guest.move(source, target, () -> {
            routes.change(target, routes.addLocal(DELIVER_ONLY));
            routes.change(source, first(routes.addVia(target, REDIRECT_ANNOUNCED), routes.delete(NORMAL)));
        });
        routes.change(target, first(routes.addLocal(PREFERRED_1), routes.delete(DELIVER_ONLY)));
        routes.awaitCore(target);
        retire(source, target);
        return absence;
    }

    /** From there on the same: the source is withdrawn, the target becomes plain, the source's redirect gives way to BGP. */
    private void retire(Router source, Router target) {
        routes.change(source, first(routes.addVia(target, REDIRECT_QUIET), routes.delete(REDIRECT_ANNOUNCED)));
        routes.awaitReflectorsWithout(source);
        routes.change(target, first(routes.addLocal(NORMAL), routes.delete(PREFERRED_1)));
        routes.awaitCoreBgp(NORMAL);
        giveWay(source, target);
    }

    private void giveWay(Router source, Router target) {
        routes.change(source, first(routes.addYieldingVia(target, REDIRECT_QUIET), routes.delete(REDIRECT_QUIET)));
        routes.awaitBgpRoute(source);
        routes.change(source, routes.deleteYielding(REDIRECT_QUIET));
    }

    private Absence strict(Router source, Router target) {
        var absence = cutovers.strict(source, target);
        giveWay(source, target);
        return absence;
    }
}
