package io.ipfabric.outbox.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * A PostgreSQL that runs, durable as in production: zonky and Testcontainers turn fsync off, and zonky synchronous_commit too; this turns them on.
 *
 * @param address host and port
 * @param end takes it away with its data
 */
public record DatabaseServer(String address, Runnable end) {

    static final String USER = "postgres";
    static final String PASSWORD = "postgres";

    private static final String CONNECTIONS_MAX = "200";
    private static final int PORT = 5432;
    private static final AtomicInteger DATABASES = new AtomicInteger();

    /** One database of the server. */
    public record Database(String name, String address) {

        public String jdbcUrl() {
            return "jdbc:postgresql://" + address + "/" + name;
        }

        public String reactiveUrl() {
            return "postgresql://" + address + "/" + name;
        }
    }

    /** Returns when it answers. */
    static DatabaseServer start(Backends backends) {
        return switch (backends) {
            case EMBEDDED -> embedded();
            case CONTAINERS -> InContainer.start();
        };
    }

    private static DatabaseServer embedded() {
        try {
            var server = EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("max_connections", CONNECTIONS_MAX)
                    .start();
            return new DatabaseServer("127.0.0.1:" + server.getPort(), () -> close(server));
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not start", e);
        }
    }

    private static void close(EmbeddedPostgres server) {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL did not stop", e);
        }
    }

    /** Apart, so that a module without Testcontainers can run embedded ones. */
    private static final class InContainer {

        private static DatabaseServer start() {
            var server = new PostgreSQLContainer(ContainerImages.postgres())
                    .withUsername(USER)
                    .withPassword(PASSWORD)
                    .withDatabaseName("postgres")
                    .withCommand("postgres", "-c", "fsync=on", "-c", "max_connections=" + CONNECTIONS_MAX);
            server.start();
            return new DatabaseServer(server.getHost() + ":" + server.getMappedPort(PORT), server::stop);
        }
    }

    /** A new one, empty. */
    public Database createDatabase() {
        var name = "test" + DATABASES.incrementAndGet();
        try (var connection = DriverManager.getConnection(new Database("postgres", address).jdbcUrl(), USER, PASSWORD);
                var statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("creating database " + name, e);
        }
        return new Database(name, address);
    }
}
