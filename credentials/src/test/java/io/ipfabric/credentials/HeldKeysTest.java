package io.ipfabric.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.credentials.TokenVerifier.Verdict;
import io.ipfabric.credentials.TokenVerifier.Verdict.Accepted;
import io.ipfabric.credentials.TokenVerifier.Verdict.Refused;
import io.ipfabric.credentials.TokenVerifier.Verdict.Undecided;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

/** What an issuer is asked, and what becomes of tokens meanwhile. Each fetch is answered by the test, at a time of the test. */
class HeldKeysTest {

    private static final RsaJsonWebKey KNOWN = IssuerTest.key("known");
    private static final RsaJsonWebKey UNKNOWN = IssuerTest.key("unknown");

    private final List<CompletableFuture<List<JsonWebKey>>> fetches = new ArrayList<>();
    private Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private final TokenVerifier verifier =
            TokenVerifier.ofIssuer(IssuerTest.TERMS, new HeldKeys(this::fetch, () -> now));

    private CompletableFuture<List<JsonWebKey>> fetch() {
        var fetch = new CompletableFuture<List<JsonWebKey>>();
        fetches.add(fetch);
        return fetch;
    }

    @Test
    void aHeldKeysTokensDoNotWaitForAnIssuerThatHangs() throws JoseException {
        holdTheKnown();
        now = now.plus(HeldKeys.PAUSE);

        assertThat(verify(UNKNOWN)).isNotDone();

        assertThat(verify(KNOWN)).isCompletedWithValueMatching(Accepted.class::isInstance);
        assertThat(fetches).hasSize(2);
    }

    @Test
    void anIssuerThatHangsIsAskedOnceAndFewWait() throws JoseException {
        var token = IssuerTest.token(UNKNOWN);
        var waiting = IntStream.range(0, HeldKeys.WAITING_MAX)
                .mapToObj(_ -> verifier.verify(token))
                .toList();

        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        assertThat(verifier.verify(token)).isCompletedWithValueMatching(Undecided.class::isInstance);
        assertThat(fetches).hasSize(1);

        fetches.getLast().complete(List.of(KNOWN));
        assertThat(waiting).allMatch(verdict -> verdict.join() instanceof Refused);
    }

    @Test
    void aFetchThatFailedIsNotRepeatedForEachToken() throws JoseException {
        var first = verify(KNOWN);
        fetches.getLast().completeExceptionally(new IOException("down"));

        assertThat(first).isCompletedWithValueMatching(Undecided.class::isInstance);
        assertThat(verify(KNOWN)).isCompletedWithValueMatching(Undecided.class::isInstance);
        assertThat(fetches).hasSize(1);

        now = now.plus(HeldKeys.PAUSE);
        var later = verify(KNOWN);
        assertThat(fetches).hasSize(2);
        fetches.getLast().complete(List.of(KNOWN));
        assertThat(later).isCompletedWithValueMatching(Accepted.class::isInstance);
    }

    @Test
    void aFetchThatSucceededIsNotRepeatedForEachToken() throws JoseException {
        holdTheKnown();

        assertThat(verify(UNKNOWN)).isCompletedWithValueMatching(Refused.class::isInstance);
        assertThat(fetches).hasSize(1);
    }

    @Test
    void oldKeysCountUntilTheIssuerAnswersAndNotForEver() throws JoseException {
        holdTheKnown();
        now = now.plus(HeldKeys.FRESH);

        assertThat(verify(KNOWN)).isCompletedWithValueMatching(Accepted.class::isInstance);
        assertThat(fetches).hasSize(2);
        fetches.getLast().completeExceptionally(new IOException("down"));

        now = now.plus(HeldKeys.LIFETIME).minus(HeldKeys.FRESH).minusSeconds(1);
        assertThat(verify(KNOWN)).isCompletedWithValueMatching(Accepted.class::isInstance);
        fetches.getLast().completeExceptionally(new IOException("down"));

        now = now.plusSeconds(1);
        assertThat(verify(KNOWN)).isCompletedWithValueMatching(Undecided.class::isInstance);
    }

    @Test
    void aWithdrawnKeyIsAStrangersOnceTheIssuerHasAnswered() throws JoseException {
        holdTheKnown();
        now = now.plus(HeldKeys.FRESH);
        assertThat(verify(KNOWN)).isCompletedWithValueMatching(Accepted.class::isInstance);

        fetches.getLast().complete(List.of(UNKNOWN));

        assertThat(verify(KNOWN)).isCompletedWithValueMatching(Refused.class::isInstance);
    }

    @Test
    void aClockThatWasSetBackKeepsNoFetchAway() throws JoseException {
        holdTheKnown();
        now = now.minus(Duration.ofDays(1));

        assertThat(verify(UNKNOWN)).isNotDone();
        assertThat(fetches).hasSize(2);
    }

    @Test
    void anIssuerThatCannotEvenBeCalledIsOneThatFailed() throws JoseException {
        var broken = TokenVerifier.ofIssuer(
                IssuerTest.TERMS,
                new HeldKeys(
                        () -> {
                            throw new IllegalStateException("no such call");
                        },
                        () -> now));

        assertThat(broken.verify(IssuerTest.token(KNOWN))).isCompletedWithValueMatching(Undecided.class::isInstance);
    }

    private void holdTheKnown() throws JoseException {
        var verdict = verify(KNOWN);
        fetches.getLast().complete(List.of(KNOWN));
        assertThat(verdict).isCompletedWithValueMatching(Accepted.class::isInstance);
    }

    private CompletableFuture<Verdict> verify(RsaJsonWebKey key) throws JoseException {
        return verifier.verify(IssuerTest.token(key));
    }
}
