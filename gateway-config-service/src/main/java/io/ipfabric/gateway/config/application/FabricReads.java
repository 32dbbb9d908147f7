package io.ipfabric.gateway.config.application;

import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.config.application.FabricStore.Revision;
import io.ipfabric.gateway.config.domain.Fabric;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** What is there, each answer of one moment. */
@ApplicationScoped
public class FabricReads {

    private final Mutiny.SessionFactory sessions;
    private final FabricStore store;

    @Inject
    FabricReads(Mutiny.SessionFactory sessions, FabricStore store) {
        this.sessions = sessions;
        this.store = store;
    }

    public Uni<Fabric> fabric() {
        return sessions.withSession(store::load);
    }

    public Uni<Map<RouterName, String>> currentRevisions() {
        return sessions.withSession(store::currentRevisions);
    }

    /** The newest first, which is the current one. */
    public Uni<List<Revision>> revisions(RouterName device) {
        return sessions.withSession(session -> store.revisions(session, device));
    }

    public Uni<Optional<String>> text(RouterName device, String revision) {
        return sessions.withSession(session -> store.text(session, device, revision));
    }
}
