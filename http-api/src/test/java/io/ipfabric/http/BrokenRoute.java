package io.ipfabric.http;

import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Stands for what fails before a resource is reached. */
@ApplicationScoped
public class BrokenRoute {

    void add(@Observes Router router) {
        router.route("/v1/broken").order(-1).handler(_ -> {
            throw new IllegalStateException("a secret");
        });
        router.route("/v1/teapot").order(-1).handler(context -> context.fail(418));
    }
}
