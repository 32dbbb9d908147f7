package io.ipfabric.outbox;

import io.ipfabric.contracts.codec.WireRecord;
import io.ipfabric.contracts.topic.Topic;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The relay's view of the outbox tables. Blocking, for the relay's own threads; a statement that takes too long fails. */
@ApplicationScoped
class OutboxStore {

    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(30);

    private final Pool pool;

    @Inject
    OutboxStore(Pool pool) {
        this.pool = pool;
    }

    /** A row to be sent. */
    record Unsent(long id, WireRecord record) {}

    /**
     * Takes or keeps the shard, by the database's clock.
     *
     * @return whether {@code owner} has it now
     */
    boolean lease(int shard, UUID owner, Duration lease) throws InterruptedException {
        var sql = """
                insert into outbox_lease as l (shard, owner, until) values ($1, $2, now() + $3 * interval '1 millisecond')
                on conflict (shard) do update set owner = excluded.owner, until = excluded.until
                where l.owner = excluded.owner or l.until < now()
                """;
        return execute(sql, Tuple.of(shard, owner, lease.toMillis())).rowCount() == 1;
    }

    void giveUp(int shard, UUID owner) throws InterruptedException {
        execute("update outbox_lease set until = '-infinity' where shard = $1 and owner = $2", Tuple.of(shard, owner));
    }

    /**
     * Deletes what was published, and reads what is to be published next, in one statement.
     *
     * @param published what an earlier call gave, and the broker has
     */
    List<Unsent> next(int shard, List<Unsent> published, int limit) throws InterruptedException {
        var ids = published.stream().map(Unsent::id).toArray(Long[]::new);
        var rows = execute("""
                with gone as (delete from outbox where shard = $1 and id = any($2))
                select id, topic, partition, key, headers, value from outbox o
                where shard = $1 and not exists (select from unnest($2) p(id) where p.id = o.id) order by id limit $3
                """, Tuple.of(shard, ids, limit));
        return rows.stream().map(OutboxStore::unsent).toList();
    }

    /** How many rows wait to be published, and since when: 0 if none does; and how many records of others are parked. */
    record Backlog(long rows, double oldestSeconds, long parked) {}

    /** @param patience how long who asks can wait */
    Backlog backlog(Duration patience) throws InterruptedException {
        var row = execute("""
                        select count(*), coalesce(extract(epoch from clock_timestamp() - min(created_at)), 0)::float8,
                            (select count(*) from inbox_parked)
                        from outbox
                        """, Tuple.tuple(), patience).iterator().next();
        return new Backlog(row.getLong(0), row.getDouble(1), row.getLong(2));
    }

    private static Unsent unsent(Row row) {
        var topic = Topic.named(row.getString("topic"))
                .orElseThrow(() -> new IllegalStateException("not in the catalogue: " + row.getString("topic")));
        var headers = new HashMap<String, String>();
        row.get(JsonObject.class, "headers")
                .forEach(header -> headers.put(header.getKey(), (String) header.getValue()));
        var buffer = row.getBuffer("value");
        var record = buffer == null
                ? WireRecord.tombstone(topic, row.getInteger("partition"), row.getString("key"))
                : new WireRecord(topic, row.getInteger("partition"), row.getString("key"), headers, buffer.getBytes());
        return new Unsent(row.getLong("id"), record);
    }

    private RowSet<Row> execute(String sql, Tuple parameters) throws InterruptedException {
        return execute(sql, parameters, STATEMENT_TIMEOUT);
    }

    private RowSet<Row> execute(String sql, Tuple parameters, Duration patience) throws InterruptedException {
        try {
            return pool.preparedQuery(sql)
                    .execute(parameters)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new OutboxException("the database refused: " + sql, e.getCause());
        } catch (TimeoutException e) {
            throw new OutboxException("the database did not answer within " + patience + ": " + sql, e);
        }
    }
}
