package io.ipfabric.outbox;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ipfabric.contracts.codec.Envelope;
import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.codec.Json;
import io.ipfabric.contracts.codec.WireRecord;
import io.ipfabric.contracts.trace.TraceContext;
import io.ipfabric.logs.CurrentTrace;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is to be published into the caller's transaction. The caller has locked the row of its aggregate before: two transactions of
 * one ordering key then insert one after the other, and ids are in commit order for the key. Each record says which request it is published for: the one whose
 * trace is current ({@link CurrentTrace}).
 */
@ApplicationScoped
public class Outbox {

    /** The notification channel; its payload is the shard. Delivered by PostgreSQL when the transaction commits. */
    static final String CHANNEL = "outbox";

    private static final JsonMapper MAPPER = Json.mapper().build();

    private final String source;
    private final Clock clock = Clock.systemUTC();

    @Inject
    Outbox(@ConfigProperty(name = "quarkus.application.name") String service) {
        this.source = "/ip-fabric/" + service;
    }

    /** Completes when the rows are in the transaction; they are published after its commit. */
    public Uni<Void> publish(Mutiny.Session session, List<Outgoing> records) {
        if (records.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        return session.createNativeQuery("select " + publishing(1), String.class)
                .setParameter(1, rows(records))
                .getSingleResult()
                .replaceWithVoid();
    }

    /**
     * For a statement that writes something else and is to publish as well, which saves a round trip: an expression of type text.
     *
     * @param parameter the number of the parameter that takes {@link #rows}
     */
    public static String publishing(int parameter) {
        return "cast(publish(cast(cast(?" + parameter + " as text) as jsonb)) as text)";
    }

    /** What {@link #publishing} publishes, which may be nothing. */
    public String rows(List<Outgoing> records) {
        var cause = CurrentTrace.find().orElse(null);
        return json(records.stream().map(record -> row(record, cause)).toList());
    }

    private Row row(Outgoing outgoing, @Nullable TraceContext cause) {
        var wire = wire(outgoing, cause);
        return new Row(
                Shards.of(outgoing.orderingKey()),
                wire.topic().toString(),
                outgoing.partition(),
                wire.key(),
                wire.headers(),
                wire.value() == null ? null : Base64.getEncoder().encodeToString(wire.value()));
    }

    private WireRecord wire(Outgoing outgoing, @Nullable TraceContext cause) {
        if (outgoing.event() == null) {
            return WireRecord.tombstone(outgoing.topic(), outgoing.partition(), outgoing.key());
        }
        var envelope = Envelope.of(UUID.randomUUID().toString(), source, clock.instant());
        return EventCodec.encode(outgoing.event(), envelope.causedBy(cause));
    }

    private static String json(List<Row> rows) {
        try {
            return MAPPER.writeValueAsString(rows);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers are always JSON", e);
        }
    }

    private record Row(
            int shard,
            String topic,
            @Nullable Integer partition,
            String key,
            Map<String, String> headers,
            @Nullable String value) {}
}
