package io.ipfabric.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.ipfabric.credentials.TokenVerifier.Verdict;
import io.ipfabric.credentials.TokenVerifier.Verdict.Accepted;
import io.ipfabric.credentials.TokenVerifier.Verdict.Refused;
import io.ipfabric.credentials.TokenVerifier.Verdict.Undecided;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.RsaJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tokens of an OpenID Connect issuer, whose keys are fetched. */
class IssuerTest {

    static final Terms TERMS = new Terms("https://issuer.example/realms/fabric", "ip-fabric");

    private static final int LIMIT_SECONDS = 30;

    private final AtomicInteger fetches = new AtomicInteger();
    private final RsaJsonWebKey key = key("first");
    private final HttpServer server = server();
    private final CountDownLatch answered = new CountDownLatch(1);
    private volatile boolean hangs;
    private volatile String text = new JsonWebKeySet(key).toJson(OutputControlLevel.PUBLIC_ONLY);

    @BeforeEach
    void serveTheKeys() {
        server.createContext("/keys", exchange -> {
            fetches.incrementAndGet();
            if (hangs) {
                awaitAnswer();
            }
            var body = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void theIssuersTokensAreTheCallers() throws Exception {
        var verifier = verifier();

        assertThat(verdict(verifier, key)).isEqualTo(new Accepted(new Caller("ada@issuer", Role.OPERATOR)));
        assertThat(verdict(verifier, key)).isInstanceOf(Accepted.class);
        assertThat(fetches).as("the keys are kept").hasValue(1);
    }

    /** The first of them asks for the keys anew, the others do not. */
    @Test
    void anUnknownKeyIsRefusedWithoutAskingEachTime() throws Exception {
        var verifier = verifier();
        verdict(verifier, key);

        for (int i = 0; i < 5; i++) {
            assertThat(verdict(verifier, key("other" + i))).isInstanceOf(Refused.class);
        }
        assertThat(fetches.get()).isLessThanOrEqualTo(2);
    }

    @Test
    void anIssuerThatIsDownMakesNobodyAStranger() throws Exception {
        server.stop(0);

        assertThat(verdict(verifier(), key)).isInstanceOf(Undecided.class);
    }

    /** What waits holds no thread, and an issuer that has got its breath back answers them all. */
    @Test
    void anIssuerThatHangsIsAskedOnceForAll() throws Exception {
        hangs = true;
        var verifier = verifier();

        var first = verifier.verify(token(key));
        var second = verifier.verify(token(key));
        assertThat(first).isNotDone();
        assertThat(second).isNotDone();
        answered.countDown();

        assertThat(first.get(LIMIT_SECONDS, TimeUnit.SECONDS)).isInstanceOf(Accepted.class);
        assertThat(second.get(LIMIT_SECONDS, TimeUnit.SECONDS)).isInstanceOf(Accepted.class);
        assertThat(fetches).hasValue(1);
    }

    @Test
    void whatIsNoSetOfKeysIsNoAnswer() throws Exception {
        text = "{\"keys\": 1}";
        assertThat(verdict(verifier(), key)).isInstanceOf(Undecided.class);

        text = "{\"keys\": []}" + " ".repeat(300 * 1024);
        assertThat(verdict(verifier(), key)).isInstanceOf(Undecided.class);
    }

    private static Verdict verdict(TokenVerifier verifier, RsaJsonWebKey key) throws Exception {
        return verifier.verify(token(key)).get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    private TokenVerifier verifier() {
        return TokenVerifier.ofIssuer(
                TERMS, URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys"));
    }

    static String token(RsaJsonWebKey key) throws JoseException {
        var claims = new JwtClaims();
        claims.setIssuer(TERMS.issuer());
        claims.setAudience(List.of("account", TERMS.audience()));
        claims.setSubject("ada@issuer");
        claims.setStringListClaim("groups", List.of("printers", "operator"));
        claims.setExpirationTimeMinutesInTheFuture(5);
        var signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        signature.setKeyIdHeaderValue(key.getKeyId());
        signature.setKey(key.getPrivateKey());
        return signature.getCompactSerialization();
    }

    static RsaJsonWebKey key(String id) {
        try {
            var key = RsaJwkGenerator.generateJwk(2048);
            key.setKeyId(id);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitAnswer() {
        try {
            assertThat(answered.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
