package io.ipfabric.routing.application;

import io.ipfabric.routing.domain.RoutingInput.TimePassed;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.hibernate.reactive.mutiny.Mutiny;

/** Decides about VMs of which something is due. It is due by the database's clock, so several replicas may look. */
@ApplicationScoped
public class Deadlines {

    private static final int VMS_MAX = 100;

    private final Mutiny.SessionFactory sessions;
    private final RoutingStore store;
    private final RouteDecisions decisions;

    @Inject
    Deadlines(Mutiny.SessionFactory sessions, RoutingStore store, RouteDecisions decisions) {
        this.sessions = sessions;
        this.store = store;
        this.decisions = decisions;
    }

    public Uni<Void> look() {
        return sessions.withSession(session -> store.due(session, VMS_MAX))
                .chain(due -> due.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : sessions.withTransaction(
                                (session, _) -> decisions.decideAll(session, due, new TimePassed())));
    }
}
