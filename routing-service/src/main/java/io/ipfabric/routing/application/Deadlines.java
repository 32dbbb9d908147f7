package io.ipfabric.routing.application;

import io.ipfabric.outbox.OneWriter;
import io.ipfabric.routing.domain.RoutingInput.TimePassed;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.hibernate.reactive.mutiny.Mutiny;

/** Decides about VMs of which something is due. It is due by the database's clock, so several replicas may look. */
@ApplicationScoped
public class Deadlines {

    private static final int VMS_MAX = 100;

    private final Mutiny.SessionFactory sessions;
    private final RoutingStore store;
    private final RouteDecisions decisions;
    private final WakeUps wakeUps;

    @Inject
    Deadlines(Mutiny.SessionFactory sessions, RoutingStore store, RouteDecisions decisions, WakeUps wakeUps) {
        this.sessions = sessions;
        this.store = store;
        this.decisions = decisions;
        this.wakeUps = wakeUps;
    }

    public Uni<Void> look() {
        return sessions.withSession(session -> store.due(session, VMS_MAX)).chain(due -> {
            due.next().ifPresent(wakeUps::expect);
            if (due.now().isEmpty()) {
                return Uni.createFrom().voidItem();
            }
            if (due.now().size() == VMS_MAX) {
                wakeUps.expect(Duration.ZERO);
            }
            return sessions.withTransaction((session, _) ->
                    OneWriter.become(session).chain(() -> decisions.decideAll(session, due.now(), new TimePassed())));
        });
    }
}
