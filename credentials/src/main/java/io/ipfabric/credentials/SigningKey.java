package io.ipfabric.credentials;

import java.nio.file.Path;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/** The private half: whoever has it is whoever they like. Its text is never shown. */
public final class SigningKey {

    private final ECPrivateKey key;

    private SigningKey(ECPrivateKey key) {
        this.key = key;
    }

    /** @throws InvalidKeyException if there is none */
    public static SigningKey read(Path file) {
        return new SigningKey(KeyPairFiles.readPrivate(file));
    }

    /**
     * A token (RFC 7519), signed with ES256.
     *
     * @param lifetime at least a second, at most {@link TokenVerifier#LIFETIME_MAX}: a verifier refuses one that lives longer
     */
    public String sign(Terms terms, Caller caller, Instant now, Duration lifetime) {
        if (lifetime.compareTo(Duration.ofSeconds(1)) < 0 || lifetime.compareTo(TokenVerifier.LIFETIME_MAX) > 0) {
            throw new IllegalArgumentException("a token lives from one second to "
                    + TokenVerifier.LIFETIME_MAX.toHours() + " hours, not " + lifetime);
        }
        var role = caller.role();
        var claims = new JwtClaims();
        claims.setIssuer(terms.issuer());
        claims.setAudience(terms.audience());
        claims.setSubject(caller.subject());
        claims.setStringListClaim(Terms.ROLES_CLAIM, role == null ? List.of() : List.of(role.toString()));
        claims.setIssuedAt(NumericDate.fromSeconds(now.getEpochSecond()));
        claims.setExpirationTime(NumericDate.fromSeconds(now.plus(lifetime).getEpochSecond()));
        claims.setGeneratedJwtId();
        var signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256);
        signature.setHeader("typ", "JWT");
        signature.setKey(key);
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException("a key on P-256 signs with ES256", e);
        }
    }
}
