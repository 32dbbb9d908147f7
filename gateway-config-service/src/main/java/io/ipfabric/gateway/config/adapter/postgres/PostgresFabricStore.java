package io.ipfabric.gateway.config.adapter.postgres;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ipfabric.contracts.codec.Json;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.config.adapter.postgres.FabricRows.ClusterRow;
import io.ipfabric.gateway.config.adapter.postgres.FabricRows.DeviceRow;
import io.ipfabric.gateway.config.adapter.postgres.FabricRows.PoolRow;
import io.ipfabric.gateway.config.application.FabricStore;
import io.ipfabric.gateway.config.domain.DeviceConfiguration;
import io.ipfabric.gateway.config.domain.Fabric;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.reactive.mutiny.Mutiny;

/** Rows travel as JSON in both directions: any number of them in one statement, absent values and lists included. */
@ApplicationScoped
class PostgresFabricStore implements FabricStore {

    private static final JsonMapper MAPPER = Json.mapper()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    /** One statement, so that all of it is of one moment. */
    private static final String LOAD = """
            select cast(jsonb_build_object(
                'clusters', (select coalesce(jsonb_agg(c), jsonb_build_array()) from cluster c),
                'devices', (select coalesce(jsonb_agg(d), jsonb_build_array()) from device d),
                'pools', (select coalesce(jsonb_agg(p), jsonb_build_array()) from pool p)) as text)
            """;

    private static final String KEEP = """
            with rendered as (
                select * from jsonb_to_recordset(cast(cast(?1 as text) as jsonb)) as r(device text, revision text, text text)),
            kept as (
                insert into configuration (device, revision, text) select device, revision, text from rendered)
            update device d set revision = r.revision from rendered r where d.name = r.device
            """;

    private static final String FORGET = """
            delete from configuration where number in (
                select number from (
                    select number, row_number() over (partition by device order by number desc) as age
                    from configuration
                    where device in (select jsonb_array_elements_text(cast(cast(?1 as text) as jsonb)))) aged
                where age > ?2)
            """;

    @Override
    public Uni<Fabric> lock(Mutiny.Session session) {
        return session.createNativeQuery("select true from fabric for update", Boolean.class)
                .getSingleResult()
                .chain(() -> load(session));
    }

    @Override
    public Uni<Fabric> load(Mutiny.Session session) {
        return session.createNativeQuery(LOAD, String.class)
                .getSingleResult()
                .map(PostgresFabricStore::rows)
                .map(FabricRows::fabric);
    }

    /** Clusters come before their routers and go after them. A row that changed goes and comes. */
    @Override
    public Uni<Void> save(Mutiny.Session session, Fabric before, Fabric after) {
        var known = FabricRows.of(before);
        var wanted = FabricRows.of(after);
        return delete(session, "device", minus(known.devices(), wanted.devices()), DeviceRow::name)
                .chain(() -> delete(session, "cluster", minus(known.clusters(), wanted.clusters()), ClusterRow::name))
                .chain(() -> delete(session, "pool", minus(known.pools(), wanted.pools()), PoolRow::name))
                .chain(() -> insert(session, "cluster", minus(wanted.clusters(), known.clusters())))
                .chain(() -> insert(session, "device", minus(wanted.devices(), known.devices())))
                .chain(() -> insert(session, "pool", minus(wanted.pools(), known.pools())));
    }

    @Override
    public Uni<Map<RouterName, String>> currentRevisions(Mutiny.Session session) {
        return session.createNativeQuery("select name, revision from device where revision is not null", Object[].class)
                .getResultList()
                .map(rows -> rows.stream()
                        .collect(Collectors.toUnmodifiableMap(
                                row -> new RouterName((String) row[0]), row -> (String) row[1])));
    }

    @Override
    public Uni<Void> keep(Mutiny.Session session, Collection<DeviceConfiguration> configurations) {
        if (configurations.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        var devices = configurations.stream()
                .map(configuration -> configuration.device().name())
                .toList();
        return session.createNativeQuery(KEEP)
                .setParameter(
                        1,
                        json(configurations.stream().map(ConfigurationRow::of).toList()))
                .executeUpdate()
                .chain(() -> session.createNativeQuery(FORGET)
                        .setParameter(1, json(devices))
                        .setParameter(2, REVISIONS_MAX)
                        .executeUpdate())
                .replaceWithVoid();
    }

    @Override
    public Uni<List<Revision>> revisions(Mutiny.Session session, RouterName device) {
        var sql = "select revision, rendered_at from configuration where device = ?1 order by number desc";
        return session.createNativeQuery(sql, Object[].class)
                .setParameter(1, device.value())
                .getResultList()
                .map(rows -> rows.stream()
                        .map(row -> new Revision((String) row[0], ((OffsetDateTime) row[1]).toInstant()))
                        .toList());
    }

    @Override
    public Uni<Optional<String>> text(Mutiny.Session session, RouterName device, String revision) {
        var sql = "select text from configuration where device = ?1 and revision = ?2 order by number desc limit 1";
        return session.createNativeQuery(sql, String.class)
                .setParameter(1, device.value())
                .setParameter(2, revision)
                .getSingleResultOrNull()
                .map(Optional::ofNullable);
    }

    private static <R> Uni<Void> delete(Mutiny.Session session, String table, List<R> rows, Function<R, ?> name) {
        var sql = "delete from " + table
                + " where name in (select jsonb_array_elements_text(cast(cast(?1 as text) as jsonb)))";
        return execute(session, sql, rows.stream().map(name).toList());
    }

    private static Uni<Void> insert(Mutiny.Session session, String table, List<?> rows) {
        var sql = "insert into " + table + " select * from jsonb_populate_recordset(cast(null as " + table
                + "), cast(cast(?1 as text) as jsonb))";
        return execute(session, sql, rows);
    }

    private static Uni<Void> execute(Mutiny.Session session, String sql, List<?> rows) {
        return rows.isEmpty()
                ? Uni.createFrom().voidItem()
                : session.createNativeQuery(sql)
                        .setParameter(1, json(rows))
                        .executeUpdate()
                        .replaceWithVoid();
    }

    private static <R> List<R> minus(List<R> rows, List<R> others) {
        var excluded = new HashSet<>(others);
        return rows.stream().filter(row -> !excluded.contains(row)).toList();
    }

    private static String json(List<?> rows) {
        try {
            return MAPPER.writeValueAsString(rows);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("value types and texts are always JSON", e);
        }
    }

    private static FabricRows rows(String json) {
        try {
            return MAPPER.readValue(json, FabricRows.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the stored fabric is not what this version understands", e);
        }
    }

    private record ConfigurationRow(RouterName device, String revision, String text) {
        static ConfigurationRow of(DeviceConfiguration configuration) {
            return new ConfigurationRow(configuration.device().name(), configuration.revision(), configuration.text());
        }
    }
}
