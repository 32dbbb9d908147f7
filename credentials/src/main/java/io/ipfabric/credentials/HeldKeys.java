package io.ipfabric.credentials;

import java.security.Key;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;
import org.jspecify.annotations.Nullable;

/**
 * An issuer's keys, as they are held here. They are asked for when a token names one that is not held, and when they are an hour old. Anybody can write such a
 * token, so the issuer is asked once at a time and not again for ten seconds, whatever came of it; and few may wait for it. For any thread: nothing here
 * blocks, and who waits holds no thread.
 */
final class HeldKeys implements VerificationKeyResolver {

    /** Then they are asked for anew, while they go on to count. */
    static final Duration FRESH = Duration.ofHours(1);

    /** Then they count no more: an issuer that is down does not take the fabric's control with it at once, and withdrawn keys come to their end. */
    static final Duration LIFETIME = Duration.ofHours(2);

    /** From the end of a fetch, also of one that failed, to the next. */
    static final Duration PAUSE = Duration.ofSeconds(10);

    /** Requests that wait for the fetch that is under way; the next one is told at once. */
    static final int WAITING_MAX = 50;

    private static final System.Logger LOG = System.getLogger(HeldKeys.class.getName());

    private final Supplier<CompletableFuture<List<JsonWebKey>>> issuer;
    private final InstantSource clock;

    private volatile Keys keys = new Keys(new JwksVerificationKeyResolver(List.of()), Instant.EPOCH);

    /** Guarded by this. */
    private Fetch fetch = new Fetch.Ended(Instant.EPOCH, Renewal.FAILED);

    /** What came of asking the issuer. */
    enum Renewal {
        /** What is held is what the issuer said last. */
        DONE,
        FAILED,
        /** Too many wait already. */
        CROWDED
    }

    private record Keys(VerificationKeyResolver resolver, Instant at) {}

    private sealed interface Fetch {

        record UnderWay(CompletableFuture<Renewal> outcome, int waiting) implements Fetch {}

        record Ended(Instant at, Renewal outcome) implements Fetch {}
    }

    HeldKeys(Supplier<CompletableFuture<List<JsonWebKey>>> issuer, InstantSource clock) {
        this.issuer = issuer;
        this.clock = clock;
    }

    /** @throws UnresolvableKeyException if the key is not held: {@link #renewal} may help */
    @Override
    public Key resolveKey(JsonWebSignature signature, List<JsonWebStructure> nesting) throws UnresolvableKeyException {
        var held = keys;
        if (isOver(held.at(), FRESH)) {
            askIfDue();
        }
        if (isOver(held.at(), LIFETIME)) {
            throw new UnresolvableKeyException("no keys are held that still count");
        }
        return held.resolver().resolveKey(signature, nesting);
    }

    /** What the issuer says, or said in the last ten seconds. Completed at once unless a fetch is under way. */
    CompletableFuture<Renewal> renewal() {
        askIfDue();
        synchronized (this) {
            return switch (fetch) {
                case Fetch.Ended ended -> CompletableFuture.completedFuture(ended.outcome());
                case Fetch.UnderWay full
                when full.waiting() >= WAITING_MAX -> CompletableFuture.completedFuture(Renewal.CROWDED);
                case Fetch.UnderWay(var outcome, var waiting) -> {
                    fetch = new Fetch.UnderWay(outcome, waiting + 1);
                    yield outcome;
                }
            };
        }
    }

    private void askIfDue() {
        var outcome = new CompletableFuture<Renewal>();
        synchronized (this) {
            if (!(fetch instanceof Fetch.Ended ended) || !isOver(ended.at(), PAUSE)) {
                return;
            }
            fetch = new Fetch.UnderWay(outcome, 0);
        }
        // Composed, so that not even an issuer's address that cannot be called leaves a fetch that never ends.
        var _ = CompletableFuture.completedFuture(issuer)
                .thenCompose(Supplier::get)
                .whenComplete((fetched, failure) -> end(outcome, fetched, failure));
    }

    private void end(
            CompletableFuture<Renewal> outcome, @Nullable List<JsonWebKey> fetched, @Nullable Throwable failure) {
        var result = fetched == null ? Renewal.FAILED : Renewal.DONE;
        if (fetched == null) {
            LOG.log(System.Logger.Level.WARNING, "the keys of the tokens' issuer cannot be fetched: " + failure);
        }
        synchronized (this) {
            var now = clock.instant();
            if (fetched != null) {
                keys = new Keys(new JwksVerificationKeyResolver(fetched), now);
            }
            fetch = new Fetch.Ended(now, result);
        }
        // Outside of the lock: whoever waits goes on here.
        outcome.complete(result);
    }

    /** Also where the clock was set back: an hour's pause would be worse than a fetch too many. */
    private boolean isOver(Instant since, Duration limit) {
        var age = Duration.between(since, clock.instant());
        return age.isNegative() || age.compareTo(limit) >= 0;
    }
}
