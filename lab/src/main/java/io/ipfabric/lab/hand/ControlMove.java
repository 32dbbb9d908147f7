package io.ipfabric.lab.hand;

import static io.ipfabric.contracts.event.RouteClass.NORMAL;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.lab.flow.Absence;
import io.ipfabric.lab.flow.FlowReport;
import io.ipfabric.lab.flow.Traffic;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.Router;
import java.util.List;

/** A guest that is moved by hand, to be measured beside the moves of the services; it is watched from the core. */
public final class ControlMove {

    private static final Router SOURCE = LabPlan.node(1);
    private static final Router TARGET = LabPlan.node(2);

    private final HandGuest guest = new HandGuest(
            "control",
            MacAddress.of("02:00:00:00:00:99"),
            List.of(Address.of("198.51.100.253"), Address.of("2001:db8:100::ffff:2")));
    private final HandRoutes routes = new HandRoutes(guest);

    private final HandCutovers cutovers = new HandCutovers(guest, routes);

    private interface Cutover {
        Absence carryOut(Router source, Router target);
    }

    /** With neither hairpin nor redirect: it must lose, or whoever measures beside it measures nothing. */
    public List<FlowReport> unassisted() throws InterruptedException {
        return watch(cutovers::withdrawAndAnnounce);
    }

    /** What STRICT does, at a shell's speed. */
    public List<FlowReport> strict() throws InterruptedException {
        return watch(cutovers::strict);
    }

    /** The least that a flow lost while the guest ran. */
    public static int leastLost(List<FlowReport> reports) {
        return reports.stream().mapToInt(FlowReport::lostBeyondAbsence).min().orElseThrow();
    }

    private List<FlowReport> watch(Cutover cutover) throws InterruptedException {
        remove();
        try {
            guest.startOn(SOURCE);
            routes.change(SOURCE, routes.addLocal(NORMAL));
            routes.awaitCore(SOURCE);
            guest.prepareOn(TARGET);
            var path = new Traffic.Route(guest.namespace(), guest.tap(), SOURCE.namespace(), TARGET.namespace());
            var core = List.of(LabPlan.core().namespace());
            try (var traffic = Traffic.start(path, core, guest.addresses(), Traffic.INTERVAL)) {
                var absence = cutover.carryOut(SOURCE, TARGET);
                return traffic.stop().reports(absence);
            }
        } finally {
            remove();
        }
    }

    /** Also what stayed on the source: it leads to the target, and would announce nothing. */
    private void remove() {
        guest.remove(List.of(SOURCE, TARGET));
        routes.removeAll(List.of(SOURCE, TARGET));
        routes.awaitReflectorsWithout(SOURCE);
        routes.awaitReflectorsWithout(TARGET);
    }
}
