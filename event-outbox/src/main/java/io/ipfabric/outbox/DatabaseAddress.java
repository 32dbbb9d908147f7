package io.ipfabric.outbox;

import io.vertx.pgclient.PgConnectOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The service's database, for the one connection that only listens. */
@ApplicationScoped
class DatabaseAddress {

    private final String url;
    private final String username;
    private final String password;

    @Inject
    DatabaseAddress(
            @ConfigProperty(name = "quarkus.datasource.reactive.url") String url,
            @ConfigProperty(name = "quarkus.datasource.username") String username,
            @ConfigProperty(name = "quarkus.datasource.password", defaultValue = "") String password) {
        this.url = url;
        this.username = username;
        this.password = password;
    }

    PgConnectOptions options() {
        var options = PgConnectOptions.fromUri(url.replaceFirst("^vertx-reactive:", ""))
                .setUser(username);
        return password.isEmpty() ? options : options.setPassword(password);
    }
}
