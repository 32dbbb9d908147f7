package io.ipfabric.http.writes;

import io.ipfabric.outbox.testing.DatabaseServer;
import io.ipfabric.outbox.testing.FabricBackends;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One database for the whole JVM: an application that starts again finds what the one before it left. */
public final class TestDatabase implements QuarkusTestResourceLifecycleManager {

    private static DatabaseServer.@Nullable Database database;

    @Override
    public Map<String, String> start() {
        var one = database();
        return Map.of(
                "quarkus.datasource.reactive.url",
                one.reactiveUrl(),
                "quarkus.datasource.jdbc.url",
                one.jdbcUrl(),
                "quarkus.datasource.username",
                "postgres",
                "quarkus.datasource.password",
                "postgres");
    }

    @Override
    public void stop() {}

    private static synchronized DatabaseServer.Database database() {
        var known = database;
        if (known == null) {
            known = FabricBackends.postgres().createDatabase();
            database = known;
        }
        return known;
    }
}
