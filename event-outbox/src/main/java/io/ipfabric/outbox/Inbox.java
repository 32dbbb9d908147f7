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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/** What was consumed: offsets, outside events, parked records. All within the caller's session. */
@ApplicationScoped
class Inbox {

    private static final JsonMapper MAPPER = Json.mapper().build();
    /** Stands for a value that is not there; no Base64. */
    private static final String ABSENT = "-";

    private static final String SEPARATOR = "\u0001";
    private static final long NO_OFFSET = -1;

    private static final String ADVANCE = advance("null");
    private static final String ADVANCE_AS_THE_WRITER = advance(OneWriter.LOCK);

    /** Where consumption stood when the transaction began, of each topic of it. */
    record Positions(Map<String, Position> byTopic) {

        Position of(String topic) {
            return Objects.requireNonNull(byTopic.get(topic), "a topic of this transaction");
        }
    }

    /**
     * Where consumption of a topic stood when the transaction began.
     *
     * @param offsets by partition: of the last consumed record, -1 for none
     * @param parkedKeys of the topic; grows while the transaction parks
     */
    record Position(Map<Integer, Long> offsets, Set<String> parkedKeys) {

        /** Those that were not consumed yet, each once: a partition that was lost and came back brings again what still waits. */
        <R extends ConsumerRecord<?, ?>> List<R> fresh(List<R> records) {
            var seen = new HashMap<>(offsets);
            return records.stream()
                    .filter(record -> {
                        boolean isNew = seen.getOrDefault(record.partition(), NO_OFFSET) < record.offset();
                        seen.merge(record.partition(), record.offset(), Math::max);
                        return isNew;
                    })
                    .toList();
        }

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
     * Takes the records for this transaction, in one round trip. The rows of their partitions are locked: a consumer that lost a partition
     * while it slept waits here, and then finds its records consumed.
     *
     * @param records at least one
     * @param asTheWriter whether the transaction becomes the {@link OneWriter}
     * @return where consumption stood before
     */
    Uni<Positions> advance(Mutiny.Session session, List<ConsumerRecord<String, byte[]>> records, boolean asTheWriter) {
        var lasts = new TreeMap<String, Map<Integer, Long>>();
        records.forEach(record -> lasts.computeIfAbsent(record.topic(), _ -> new TreeMap<>())
                .merge(record.partition(), record.offset(), Math::max));
        return session.createNativeQuery(asTheWriter ? ADVANCE_AS_THE_WRITER : ADVANCE, Object[].class)
                .setParameter(1, json(lasts))
                .getResultList()
                .map(Inbox::positions);
    }

    /**
     * The writer's lock first, then the partitions in their order, so that no two transactions wait for each other; what is parked last, when nobody else can
     * park or replay any more.
     */
    private static String advance(String lock) {
        return """
                with lock as materialized (select %s)
                insert into inbox_offset as o (topic, partition, "offset", before)
                select t.key, cast(l.key as integer), cast(l.value as bigint), -1
                from lock, jsonb_each(cast(cast(?1 as text) as jsonb)) t, jsonb_each_text(t.value) l
                order by t.key, cast(l.key as integer)
                on conflict (topic, partition) do update
                    set before = o."offset", "offset" = greatest(o."offset", excluded."offset")
                returning topic, partition, before, parked_keys(o.topic)
                """.formatted(lock);
    }

    /** Of each topic the keys of its last row count: nobody parks or replays any more then. */
    private static Positions positions(List<Object[]> rows) {
        var byTopic = new HashMap<String, Position>();
        for (var row : rows) {
            var offsets = Optional.ofNullable(byTopic.get((String) row[0]))
                    .map(Position::offsets)
                    .orElseGet(HashMap::new);
            offsets.put(((Number) row[1]).intValue(), ((Number) row[2]).longValue());
            byTopic.put((String) row[0], new Position(offsets, keys((String) row[3])));
        }
        return new Positions(byTopic);
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

    /** Keeps consumers of the topic from parking more until the transaction ends: they would not see that somebody tries what is parked. */
    Uni<Void> lock(Mutiny.Session session, String topic) {
        return session.createNativeQuery(
                        "select partition from inbox_offset where topic = ?1 order by partition for update",
                        Integer.class)
                .setParameter(1, topic)
                .getResultList()
                .replaceWithVoid();
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

    private static String json(Map<?, ?> map) {
        try {
            return MAPPER.writeValueAsString(map);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of texts and numbers is always JSON", e);
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
