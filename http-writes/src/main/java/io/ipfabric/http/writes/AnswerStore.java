package io.ipfabric.http.writes;

import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.http.ProblemException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Optional;
import org.hibernate.reactive.mutiny.Mutiny;

/** Table {@code answered_write}. Every method acts within the session's transaction, if it has one. */
@ApplicationScoped
class AnswerStore {

    /** Who waits for an effect waits less than this ({@code Prefer: wait}, at most 60 s); if its process ended meanwhile, nobody waits any more. */
    private static final Duration PENDING_MAX = Duration.ofSeconds(75);

    private final long lifetimeSeconds;

    @Inject
    AnswerStore(IdempotencyConfig config) {
        this.lifetimeSeconds = config.lifetime().toSeconds();
    }

    /**
     * What was answered.
     *
     * @param pending a better answer may come
     */
    record Found(String fingerprint, StoredAnswer answer, boolean pending) {

        /** @throws ProblemException {@code key-reused} or {@code key-under-way} */
        StoredAnswer to(KeyedRequest request) {
            if (!fingerprint.equals(request.fingerprint())) {
                throw ProblemException.ofField(
                        ProblemType.KEY_REUSED,
                        IdempotencyKey.HEADER,
                        "the key was used for a request with another method, path, condition or body");
            }
            if (pending) {
                throw underWay();
            }
            return answer;
        }
    }

    static ProblemException underWay() {
        return ProblemException.ofField(
                ProblemType.KEY_UNDER_WAY,
                IdempotencyKey.HEADER,
                "the first request with this key is not answered yet");
    }

    Uni<Optional<Found>> find(Mutiny.Session session, KeyedRequest request) {
        var sql = """
                select request, answer, coalesce(pending_until > now(), false)
                from answered_write
                where caller = ?1 and key = ?2 and answered_at > now() - ?3 * interval '1 second'
                """;
        return session.createNativeQuery(sql, Object[].class)
                .setParameter(1, request.caller())
                .setParameter(2, request.key().value())
                .setParameter(3, lifetimeSeconds)
                .getSingleResultOrNull()
                .map(row -> row == null
                        ? Optional.empty()
                        : Optional.of(
                                new Found((String) row[0], StoredAnswer.read((String) row[1]), (boolean) row[2])));
    }

    /** Until the transaction ends, however it does: false if somebody else is at it. */
    Uni<Boolean> lock(Mutiny.Session session, KeyedRequest request) {
        return session.createNativeQuery("select pg_try_advisory_xact_lock(hashtextextended(?1, 0))", Boolean.class)
                .setParameter(1, request.caller() + '\n' + request.key().value())
                .getSingleResult();
    }

    /**
     * @param pending a better answer will come
     * @return false, and nothing is stored, if another answer was stored meanwhile
     */
    Uni<Boolean> insert(Mutiny.Session session, KeyedRequest request, StoredAnswer answer, boolean pending) {
        var sql = """
                insert into answered_write as a (caller, key, request, answer, pending_until)
                values (?1, ?2, ?3, ?4, case when ?5 > 0 then now() + ?5 * interval '1 second' end)
                on conflict (caller, key) do update set
                    request = excluded.request, answer = excluded.answer, pending_until = excluded.pending_until, answered_at = now()
                where a.answered_at <= now() - ?6 * interval '1 second'
                """;
        return session.createNativeQuery(sql)
                .setParameter(1, request.caller())
                .setParameter(2, request.key().value())
                .setParameter(3, request.fingerprint())
                .setParameter(4, answer.write())
                .setParameter(5, pending ? PENDING_MAX.toSeconds() : 0)
                .setParameter(6, lifetimeSeconds)
                .executeUpdate()
                .map(stored -> stored == 1);
    }

    /** The better answer of one that was stored as pending. */
    Uni<Void> settle(Mutiny.Session session, KeyedRequest request, StoredAnswer answer) {
        return session.createNativeQuery(
                        "update answered_write set answer = ?3, pending_until = null where caller = ?1 and key = ?2")
                .setParameter(1, request.caller())
                .setParameter(2, request.key().value())
                .setParameter(3, answer.write())
                .executeUpdate()
                .replaceWithVoid();
    }

    /** @return how many were forgotten, at most {@code limit} */
    Uni<Integer> forgetOld(Mutiny.Session session, int limit) {
        var sql = """
                delete from answered_write where (caller, key) in (
                    select caller, key from answered_write where answered_at <= now() - ?1 * interval '1 second' limit ?2)
                """;
        return session.createNativeQuery(sql)
                .setParameter(1, lifetimeSeconds)
                .setParameter(2, limit)
                .executeUpdate();
    }
}
