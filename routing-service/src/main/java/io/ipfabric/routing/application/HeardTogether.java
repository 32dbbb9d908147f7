package io.ipfabric.routing.application;

import io.ipfabric.contracts.event.RouteReport;
import io.ipfabric.contracts.trace.TraceContext;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.logs.CurrentTrace;
import io.ipfabric.outbox.Caused;
import io.ipfabric.outbox.InOrder;
import io.ipfabric.outbox.TransactionEnd;
import io.ipfabric.routing.domain.RoutingInput.ReflectorsSeen;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.WeakHashMap;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * What agents and reflectors say of VMs in one transaction, decided at its end: by then all that the reflectors hold is stored, and whoever decides about a report looks at
 * it. So a VM of which both speak, as they do when its routes come or go, is loaded, decided and stored once.
 */
@ApplicationScoped
public class HeardTogether implements TransactionEnd {

    private final Fabric fabric;
    private final RouteDecisions decisions;
    /** Weak: a transaction that fails leaves its session to nobody. */
    private final Map<Mutiny.Session, Heard> transactions = Collections.synchronizedMap(new WeakHashMap<>());

    @Inject
    HeardTogether(Fabric fabric, RouteDecisions decisions) {
        this.fabric = fabric;
        this.decisions = decisions;
    }

    private record Heard(List<Report> reports, TreeSet<VmId> seen) {

        Heard() {
            this(new ArrayList<>(), new TreeSet<>());
        }
    }

    /** @param cause the trace in which it was heard */
    private record Report(RouteReport report, Optional<TraceContext> cause) {}

    /** In the order in which they are told, and with the present trace. */
    public void reported(Mutiny.Session session, RouteReport report) {
        of(session).reports().add(new Report(report, CurrentTrace.find()));
    }

    /** The reflectors hold something else of these VMs, or are seen otherwise. */
    void seen(Mutiny.Session session, Collection<VmId> vms) {
        of(session).seen().addAll(vms);
    }

    private Heard of(Mutiny.Session session) {
        return transactions.computeIfAbsent(session, _ -> new Heard());
    }

    @Override
    public Uni<Void> reached(Mutiny.Session session) {
        var heard = transactions.remove(session);
        return heard == null
                ? Uni.createFrom().voidItem()
                : InOrder.each(heard.reports(), report -> decide(session, report, heard))
                        .chain(() -> decisions.decideAll(session, List.copyOf(heard.seen()), new ReflectorsSeen()));
    }

    private Uni<Void> decide(Mutiny.Session session, Report heard, Heard all) {
        var vm = heard.report().vm();
        return Caused.by(heard.cause().orElse(null), vm.value(), () -> fabric.reported(session, heard.report()))
                .invoke(decided -> {
                    if (decided) {
                        all.seen().remove(vm);
                    }
                })
                .replaceWithVoid();
    }
}
