package io.ipfabric.credentials;

import io.ipfabric.credentials.HeldKeys.Renewal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.lang.UnresolvableKeyException;

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

    /** Asks for keys that are not held. */
    private final Supplier<CompletableFuture<Renewal>> renewal;

    private TokenVerifier(JwtConsumer consumer, Supplier<CompletableFuture<Renewal>> renewal) {
        this.consumer = consumer;
        this.renewal = renewal;
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
                // There is no other key.
                () -> CompletableFuture.completedFuture(Renewal.DONE));
    }

    /**
     * For tokens of an OpenID Connect issuer, by RS256 (its usual one) or ES256.
     *
     * @param keys where its JSON Web Key Set is ({@code jwks_uri}); fetched when first needed, and again for a key that is not known
     */
    public static TokenVerifier ofIssuer(Terms terms, URI keys) {
        return ofIssuer(terms, new HeldKeys(new KeysRequest(keys), InstantSource.system()));
    }

    static TokenVerifier ofIssuer(Terms terms, HeldKeys keys) {
        return new TokenVerifier(
                rules(
                                terms,
                                AlgorithmIdentifiers.RSA_USING_SHA256,
                                AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256)
                        .setVerificationKeyResolver(keys)
                        .build(),
                keys::renewal);
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

    /** Never blocks. Where an issuer has to be asked for its keys the verdict comes later, on a thread that must not be held. */
    public CompletableFuture<Verdict> verify(String token) {
        if (token.length() > LENGTH_MAX) {
            return CompletableFuture.completedFuture(
                    new Verdict.Refused("the token is longer than " + LENGTH_MAX + " characters"));
        }
        return byHeldKeys(token).map(CompletableFuture::completedFuture).orElseGet(() -> renewal.get()
                .thenApply(outcome -> afterwards(token, outcome)));
    }

    private Verdict afterwards(String token, Renewal outcome) {
        return switch (outcome) {
            case DONE ->
                byHeldKeys(token)
                        .orElseGet(() ->
                                new Verdict.Refused("the token was signed with a key that its issuer does not have"));
            case FAILED -> new Verdict.Undecided("the keys of the token's issuer cannot be fetched");
            case CROWDED -> new Verdict.Undecided("too many requests wait for the keys of the token's issuer");
        };
    }

    /** Empty: the key that the token names is not held. */
    private Optional<Verdict> byHeldKeys(String token) {
        try {
            return Optional.of(new Verdict.Accepted(caller(consumer.processToClaims(token))));
        } catch (InvalidJwtException e) {
            return isUnknownKey(e) ? Optional.empty() : Optional.of(new Verdict.Refused(reason(e)));
        } catch (MalformedClaimException | IllegalArgumentException _) {
            return Optional.of(new Verdict.Refused(
                    "the token's subject (sub) or roles (" + Terms.ROLES_CLAIM + ", a list of texts) cannot be read"));
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

    private static boolean isUnknownKey(InvalidJwtException refusal) {
        for (Throwable cause = refusal.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvableKeyException) {
                return true;
            }
        }
        return false;
    }
}
