package io.ipfabric.credentials;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jose4j.http.Get;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;

/**
 * Says whose a token is. Strict (RFC 8725): the algorithms are fixed here and not by the token, so {@code none} and HMAC are refused; signature, issuer,
 * audience, expiry and subject must all be there and right. For any thread.
 */
public final class TokenVerifier {

    /** A token that is to live longer was not made for this; a stolen one should die soon. */
    public static final Duration LIFETIME_MAX = Duration.ofHours(24);

    /** Clocks differ; by more than this is a fault that should be noticed. */
    static final Duration CLOCK_SKEW = Duration.ofSeconds(30);

    /** Longer ones are refused unread; ours have some 300 characters. */
    static final int LENGTH_MAX = 8192;

    private static final Duration KEYS_PATIENCE = Duration.ofSeconds(5);
    private static final Duration KEYS_KEPT = Duration.ofHours(1);

    /** A token that names an unknown key has the keys fetched again, at most so often. */
    private static final Duration KEYS_REFRESH_AT_MOST_EVERY = Duration.ofSeconds(10);

    private static final int KEYS_LENGTH_MAX = 256 * 1024;

    private static final String OTHER = "the token is none that is accepted here";

    /** The first that is true of a token is said. */
    private static final List<Map.Entry<Integer, String>> REASONS = List.of(
            Map.entry(ErrorCodes.SIGNATURE_MISSING, "the token is not signed"),
            Map.entry(ErrorCodes.SIGNATURE_INVALID, "the token was signed with another key"),
            Map.entry(ErrorCodes.EXPIRED, "the token has expired: get a new one"),
            Map.entry(ErrorCodes.EXPIRATION_MISSING, "the token has no expiry (exp)"),
            Map.entry(
                    ErrorCodes.EXPIRATION_TOO_FAR_IN_FUTURE,
                    "the token would live longer than " + LIFETIME_MAX.toHours() + " hours"),
            Map.entry(ErrorCodes.NOT_YET_VALID, "the token is not valid yet: compare the clocks"),
            Map.entry(ErrorCodes.ISSUER_MISSING, "the token names no issuer (iss)"),
            Map.entry(ErrorCodes.ISSUER_INVALID, "the token is of another issuer (iss)"),
            Map.entry(ErrorCodes.AUDIENCE_MISSING, "the token names no audience (aud)"),
            Map.entry(ErrorCodes.AUDIENCE_INVALID, "the token is for another audience (aud)"),
            Map.entry(ErrorCodes.SUBJECT_MISSING, "the token names no subject (sub)"));

    private final JwtConsumer consumer;
    private final boolean mayWait;

    private TokenVerifier(JwtConsumer consumer, boolean mayWait) {
        this.consumer = consumer;
        this.mayWait = mayWait;
    }

    /** What came of a token. */
    public sealed interface Verdict {

        /** It is the caller's. */
        record Accepted(Caller caller) implements Verdict {}

        /** @param reason for a person; never anything of the token */
        record Refused(String reason) implements Verdict {}

        /** The issuer's keys could not be fetched: it is not the token's fault. */
        record Undecided(String reason) implements Verdict {}
    }

    /**
     * For tokens that are signed with the fabric's own key, by ES256 alone.
     *
     * @throws InvalidKeyException if there is none in the file
     */
    public static TokenVerifier ofKey(Terms terms, Path publicKey) {
        return new TokenVerifier(
                rules(terms, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256)
                        .setVerificationKey(KeyPairFiles.readPublic(publicKey))
                        .build(),
                false);
    }

    /**
     * For tokens of an OpenID Connect issuer, by RS256 (its usual one) or ES256.
     *
     * @param keys where its JSON Web Key Set is ({@code jwks_uri}); fetched when first needed, and again for a key that is not known
     */
    public static TokenVerifier ofIssuer(Terms terms, URI keys) {
        var get = new Get();
        get.setConnectTimeout((int) KEYS_PATIENCE.toMillis());
        get.setReadTimeout((int) KEYS_PATIENCE.toMillis());
        get.setRetries(0);
        get.setResponseBodySizeLimit(KEYS_LENGTH_MAX);
        var fetched = new HttpsJwks(keys.toString());
        fetched.setSimpleHttpGet(get);
        fetched.setDefaultCacheDuration(KEYS_KEPT.toSeconds());
        // An issuer that is down does not take the fabric's control with it.
        fetched.setRetainCacheOnErrorDuration(KEYS_KEPT.toSeconds());
        fetched.setRefreshReprieveThreshold(KEYS_REFRESH_AT_MOST_EVERY.toMillis());
        return new TokenVerifier(
                rules(
                                terms,
                                AlgorithmIdentifiers.RSA_USING_SHA256,
                                AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256)
                        .setVerificationKeyResolver(new HttpsJwksVerificationKeyResolver(fetched))
                        .build(),
                true);
    }

    private static JwtConsumerBuilder rules(Terms terms, String... algorithms) {
        return new JwtConsumerBuilder()
                .setJwsAlgorithmConstraints(ConstraintType.PERMIT, algorithms)
                .setExpectedIssuer(true, terms.issuer())
                .setExpectedAudience(true, terms.audience())
                .setRequireSubject()
                .setRequireExpirationTime()
                .setMaxFutureValidityInMinutes((int) LIFETIME_MAX.toMinutes())
                .setAllowedClockSkewInSeconds((int) CLOCK_SKEW.toSeconds());
    }

    /** Whether {@link #verify} may have to ask the network: not on a thread that must not wait. */
    public boolean mayWait() {
        return mayWait;
    }

    public Verdict verify(String token) {
        if (token.length() > LENGTH_MAX) {
            return new Verdict.Refused("the token is longer than " + LENGTH_MAX + " characters");
        }
        try {
            return new Verdict.Accepted(caller(consumer.processToClaims(token)));
        } catch (InvalidJwtException e) {
            return isUnreachable(e)
                    ? new Verdict.Undecided("the keys of the token's issuer cannot be fetched")
                    : new Verdict.Refused(reason(e));
        } catch (MalformedClaimException | IllegalArgumentException _) {
            return new Verdict.Refused(
                    "the token's subject (sub) or roles (" + Terms.ROLES_CLAIM + ", a list of texts) cannot be read");
        }
    }

    private static Caller caller(JwtClaims claims) throws MalformedClaimException {
        var names = claims.hasClaim(Terms.ROLES_CLAIM)
                ? claims.getStringListClaimValue(Terms.ROLES_CLAIM)
                : List.<String>of();
        return new Caller(claims.getSubject(), Role.highest(names).orElse(null));
    }

    private static String reason(InvalidJwtException refusal) {
        return REASONS.stream()
                .filter(known -> refusal.hasErrorCode(known.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(OTHER);
    }

    private static boolean isUnreachable(InvalidJwtException refusal) {
        for (Throwable cause = refusal.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }
}
