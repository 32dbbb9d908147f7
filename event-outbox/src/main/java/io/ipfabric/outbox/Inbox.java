package io.ipfabric.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ipfabric.contracts.codec.Envelope;
import io.ipfabric.contracts.codec.Json;
import io.ipfabric.contracts.codec.WireRecord;
import io.ipfabric.contracts.topic.Topic;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** What was consumed: offsets, outside events, parked records. All within the caller's session. */
@ApplicationScoped
class Inbox {

    private static final JsonMapper MAPPER = Json.mapper().build();
    /** Stands for a value that is not there; no Base64. */
    private static final String ABSENT = "-";

    private static final String SEPARATOR = "\u0001";

    /**
     * Where a partition's consumption stood when the transaction began.
     *
     * @param offset of the last consumed record, -1 for none
     * @param parkedKeys of the topic; grows while the transaction parks
     */
    record Position(long offset, Set<String> parkedKeys) {

        boolean isParked(String key) {
            return parkedKeys.contains(key);
        }

        void park(String key) {
            parkedKeys.add(key);
        }
    }

    /** A record that waits for a person or a newer version. */
    record Parked(WireRecord record, long offset) {}

    /**
     * Takes the partition's records up to {@code last} for this transaction, in one round trip. The row is locked: a consumer that lost
     * the partition while it slept waits here, and then finds its records consumed.
     *
     * @return where consumption stood before
     */
    Uni<Position> advance(Mutiny.Session session, String topic, int partition, long last) {
        var sql = """
                insert into inbox_offset as o (topic, partition, "offset", before) values (?1, ?2, ?3, -1)
                on conflict (topic, partition) do update
                    set before = o."offset", "offset" = greatest(o."offset", excluded."offset")
                returning before,
                    (select string_agg(distinct key, chr(1)) from inbox_parked p where p.topic = o.topic)
                """;
        return session.createNativeQuery(sql, Object[].class)
                .setParameter(1, topic)
                .setParameter(2, partition)
                .setParameter(3, last)
                .getSingleResult()
                .map(row -> new Position(((Number) row[0]).longValue(), keys((String) row[1])));
    }

    /** Remembers the event; false if it was remembered before. */
    Uni<Boolean> isFirst(Mutiny.Session session, Envelope envelope) {
        return session.createNativeQuery("insert into inbox_event (source, id) values (?1, ?2) on conflict do nothing")
                .setParameter(1, envelope.source())
                .setParameter(2, envelope.id())
                .executeUpdate()
                .map(inserted -> inserted == 1);
    }

    Uni<Void> park(Mutiny.Session session, WireRecord record, long offset, String reason) {
        var sql = """
                insert into inbox_parked (topic, partition, "offset", key, headers, value, reason)
                values (?1, ?2, ?3, ?4, cast(cast(?5 as text) as jsonb), decode(nullif(?6, '-'), 'base64'), ?7)
                on conflict do nothing
                """;
        return session.createNativeQuery(sql)
                .setParameter(1, record.topic().toString())
                .setParameter(2, record.partition())
                .setParameter(3, offset)
                .setParameter(4, record.key())
                .setParameter(5, json(record.headers()))
                .setParameter(6, base64(record.value()))
                .setParameter(7, reason)
                .executeUpdate()
                .replaceWithVoid();
    }

    Uni<Set<String>> parkedKeys(Mutiny.Session session, String topic) {
        return session.createNativeQuery("select distinct key from inbox_parked where topic = ?1", String.class)
                .setParameter(1, topic)
                .getResultList()
                .map(Set::copyOf);
    }

    /** Takes a key's parked records out, in their order; they are back if the transaction fails. */
    Uni<List<Parked>> takeParked(Mutiny.Session session, String topic, String key) {
        var sql = """
                with taken as (delete from inbox_parked where topic = ?1 and key = ?2 returning *)
                select partition, "offset", cast(headers as text), encode(value, 'base64') from taken order by partition, "offset"
                """;
        return session.createNativeQuery(sql, Object[].class)
                .setParameter(1, topic)
                .setParameter(2, key)
                .getResultList()
                .map(rows -> rows.stream().map(row -> parked(topic, key, row)).toList());
    }

    private static Parked parked(String topic, String key, Object[] row) {
        var value = (String) row[3];
        var name = Topic.named(topic).orElseThrow();
        int partition = ((Number) row[0]).intValue();
        var record = value == null
                ? WireRecord.tombstone(name, partition, key)
                : new WireRecord(
                        name,
                        partition,
                        key,
                        headers((String) row[2]),
                        Base64.getMimeDecoder().decode(value));
        return new Parked(record, ((Number) row[1]).longValue());
    }

    private static Set<String> keys(@Nullable String joined) {
        return joined == null ? new HashSet<>() : new HashSet<>(Arrays.asList(joined.split(SEPARATOR, -1)));
    }

    private static String base64(byte @Nullable [] value) {
        return value == null ? ABSENT : Base64.getEncoder().encodeToString(value);
    }

    private static String json(Map<String, String> headers) {
        try {
            return MAPPER.writeValueAsString(headers);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of texts is always JSON", e);
        }
    }

    private static Map<String, String> headers(String json) {
        try {
            return MAPPER.readValue(json, new TypeReference<>() {});
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("headers were written by this class", e);
        }
    }
}
