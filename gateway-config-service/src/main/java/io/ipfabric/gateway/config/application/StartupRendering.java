package io.ipfabric.gateway.config.application;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.VertxContextSupport;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/** A new version may render other texts: they are published before the first request is answered. */
@ApplicationScoped
class StartupRendering {

    private final FabricUpdates updates;

    @Inject
    StartupRendering(FabricUpdates updates) {
        this.updates = updates;
    }

    void render(@Observes StartupEvent event) throws Throwable {
        VertxContextSupport.subscribeAndAwait(updates::renderAll);
    }
}
