package io.ipfabric.lab.hand;

import static io.ipfabric.contracts.event.RouteClass.NORMAL;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.lab.flow.FlowReport;
import io.ipfabric.lab.flow.Traffic;
import io.ipfabric.lab.plan.LabPlan;
import java.util.List;

/** The negative control: a guest that is moved by hand, with neither hairpin nor redirect. It must lose, or whoever measures beside it measures nothing. */
public final class UnassistedMove {

    private final HandGuest guest = new HandGuest(
            "control",
            MacAddress.of("02:00:00:00:00:99"),
            List.of(Address.of("198.51.100.253"), Address.of("2001:db8:100::ffff:2")));
    private final HandRoutes routes = new HandRoutes(guest);

    /** @return the least that a flow from the core lost while the guest ran */
    public int lostAtTheCore() throws InterruptedException {
        var source = LabPlan.node(1);
        var target = LabPlan.node(2);
        guest.remove(List.of(source, target));
        try {
            guest.startOn(source);
            routes.change(source, routes.addLocal(NORMAL));
            routes.awaitCore(source);
            guest.prepareOn(target);
            var path = new Traffic.Route(guest.namespace(), guest.tap(), source.namespace(), target.namespace());
            var core = List.of(LabPlan.core().namespace());
            try (var traffic = Traffic.start(path, core, guest.addresses(), Traffic.INTERVAL)) {
                var absence = guest.move(source, target, () -> routes.change(source, routes.delete(NORMAL)));
                routes.change(target, routes.addLocal(NORMAL));
                routes.awaitCore(target);
                return traffic.stop().reports(absence).stream()
                        .mapToInt(FlowReport::lostBeyondAbsence)
                        .min()
                        .orElseThrow();
            }
        } finally {
            guest.remove(List.of(source, target));
        }
    }
}
