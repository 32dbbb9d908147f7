package io.ipfabric.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipfabric.credentials.TokenVerifier.Verdict;
import io.ipfabric.credentials.TokenVerifier.Verdict.Accepted;
import io.ipfabric.credentials.TokenVerifier.Verdict.Refused;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One rule broken at a time; everything else about the token is right. */
class TokenVerifierTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    Path directory = Path.of("");

    private KeyPairFiles files = new KeyPairFiles(directory);

    @BeforeEach
    void thereIsAPair() {
        files = new KeyPairFiles(directory);
        files.ensure();
    }

    @Test
    void whatTheKeySignedIsTheCallers() {
        var caller = new Caller("ada", Role.OPERATOR);

        assertThat(verified(key().sign(Terms.OWN, caller, Instant.now(), HOUR))).isEqualTo(new Accepted(caller));
    }

    @Test
    void rolesOfOthersAreNone() throws JoseException {
        assertThat(verified(signed(claims -> claims.setStringListClaim("groups", List.of("printers")))))
                .isEqualTo(new Accepted(new Caller("ada", null)));
        assertThat(verified(signed(claims -> claims.unsetClaim("groups"))))
                .isEqualTo(new Accepted(new Caller("ada", null)));
    }

    @Test
    void anExpiredOneIsRefused() {
        var old = Instant.now().minus(HOUR).minus(TokenVerifier.CLOCK_SKEW).minusSeconds(5);

        refused(key().sign(Terms.OWN, new Caller("ada", Role.ADMIN), old, HOUR), "expired");
    }

    @Test
    void clocksMayDifferALittle() throws JoseException {
        var barely = NumericDate.fromSeconds(Instant.now().getEpochSecond() - 10);

        assertThat(verified(signed(claims -> claims.setExpirationTime(barely)))).isInstanceOf(Accepted.class);
    }

    @Test
    void oneThatNeverExpiresIsRefused() throws JoseException {
        refused(signed(claims -> claims.unsetClaim("exp")), "no expiry");
    }

    @Test
    void oneThatLivesForYearsIsRefused() throws JoseException {
        refused(signed(claims -> claims.setExpirationTimeMinutesInTheFuture(60 * 24 * 365)), "longer than 24 hours");
    }

    @Test
    void oneThatIsNotValidYetIsRefused() throws JoseException {
        refused(signed(claims -> claims.setNotBefore(inAnHour())), "not valid yet");
    }

    @Test
    void anotherIssuersIsRefused() throws JoseException {
        refused(signed(claims -> claims.setIssuer("https://issuer.example")), "another issuer");
        refused(signed(claims -> claims.unsetClaim("iss")), "no issuer");
    }

    @Test
    void oneForAnotherAudienceIsRefused() throws JoseException {
        refused(signed(claims -> claims.setAudience("printers")), "another audience");
        refused(signed(claims -> claims.unsetClaim("aud")), "no audience");
    }

    @Test
    void oneWithoutASubjectIsRefused() throws JoseException {
        refused(signed(claims -> claims.unsetClaim("sub")), "no subject");
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "line\nbreak", "bell\u0007", "right\u202eleft", "line\u2028separator"})
    void aSubjectThatWouldSpoilALogIsRefused(String subject) throws JoseException {
        refused(signed(claims -> claims.setSubject(subject)), "cannot be read");
    }

    @Test
    void aSubjectOfAnyLengthIsRefused() throws JoseException {
        refused(signed(claims -> claims.setSubject("s".repeat(129))), "cannot be read");
    }

    @Test
    void rolesThatAreNoListAreRefused() throws JoseException {
        refused(signed(claims -> claims.setClaim("groups", "admin")), "cannot be read");
        refused(signed(claims -> claims.setClaim("groups", List.of(1))), "cannot be read");
    }

    @Test
    void anotherKeysIsRefused() {
        var other = new KeyPairFiles(directory.resolve("other"));
        other.ensure();

        refused(
                SigningKey.read(other.signingKey()).sign(Terms.OWN, new Caller("ada", Role.ADMIN), Instant.now(), HOUR),
                "another key");
    }

    @Test
    void aTokenThatWasChangedIsRefused() {
        var parts = key().sign(Terms.OWN, new Caller("ada", Role.VIEWER), Instant.now(), HOUR)
                .split("\\.", -1);
        var payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);

        refused(parts[0] + "." + base64(payload.replace("viewer", "admin")) + "." + parts[2], "another key");
    }

    @Test
    void anUnsignedOneIsRefused() throws JoseException {
        refused(base64("{\"alg\":\"none\"}") + "." + base64(claims().toJson()) + ".", "none that is accepted");
    }

    /** The public half is public: whoever has it must not be able to sign with it. */
    @Test
    void thePublicHalfIsNoSecretToSignWith() throws JoseException {
        var secret = new HmacKey(KeyPairFiles.readPublic(files.publicKey()).getEncoded());

        refused(signed(claims(), AlgorithmIdentifiers.HMAC_SHA256, secret), "none that is accepted");
    }

    @Test
    void anotherAlgorithmIsRefusedWhateverTheKey() throws Exception {
        var rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate();

        refused(signed(claims(), AlgorithmIdentifiers.RSA_USING_SHA256, rsa), "none that is accepted");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a.b.c", "....", "\u0000", "eyJhbGciOiJFUzI1NiJ9.e30.AAAA"})
    void whatIsNoTokenIsRefused(String text) {
        assertThat(verified(text)).isInstanceOf(Refused.class);
    }

    @Test
    void aLongOneIsRefusedUnread() {
        refused("e".repeat(TokenVerifier.LENGTH_MAX + 1), "longer than 8192");
    }

    @Test
    void noTokenLivesForDays() {
        assertThatThrownBy(
                        () -> key().sign(Terms.OWN, new Caller("ada", Role.ADMIN), Instant.now(), Duration.ofHours(25)))
                .hasMessageContaining("24 hours");
        assertThatThrownBy(() -> key().sign(Terms.OWN, new Caller("ada", Role.ADMIN), Instant.now(), Duration.ZERO))
                .hasMessageContaining("one second");
    }

    private void refused(String token, String reason) {
        assertThat(verified(token)).isInstanceOfSatisfying(Refused.class, refused -> assertThat(refused.reason())
                .contains(reason));
    }

    private Verdict verified(String token) {
        return TokenVerifier.ofKey(Terms.OWN, files.publicKey()).verify(token).join();
    }

    private SigningKey key() {
        return SigningKey.read(files.signingKey());
    }

    private String signed(Consumer<JwtClaims> change) throws JoseException {
        var claims = claims();
        change.accept(claims);
        return signed(
                claims,
                AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256,
                KeyPairFiles.readPrivate(files.signingKey()));
    }

    private static JwtClaims claims() {
        var claims = new JwtClaims();
        claims.setIssuer(Terms.OWN.issuer());
        claims.setAudience(Terms.OWN.audience());
        claims.setSubject("ada");
        claims.setStringListClaim("groups", List.of("admin"));
        claims.setExpirationTime(inAnHour());
        return claims;
    }

    private static NumericDate inAnHour() {
        return NumericDate.fromSeconds(Instant.now().plus(HOUR).getEpochSecond());
    }

    private static String signed(JwtClaims claims, String algorithm, Key key) throws JoseException {
        var signature = new JsonWebSignature();
        signature.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        signature.setPayload(claims.toJson());
        signature.setAlgorithmHeaderValue(algorithm);
        signature.setKey(key);
        return signature.getCompactSerialization();
    }

    private static String base64(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
