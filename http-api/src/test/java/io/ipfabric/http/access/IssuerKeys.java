package io.ipfabric.http.access;

import com.sun.net.httpserver.HttpServer;
import io.ipfabric.http.testing.TestTokens;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/** An issuer of tokens that serves its keys; its one key is that of {@link TestTokens}. */
public final class IssuerKeys implements QuarkusTestResourceLifecycleManager {

    static final String ISSUER = "https://issuer.example";

    private @Nullable HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            var keys = new JsonWebKeySet(PublicJsonWebKey.Factory.newPublicJwk(TestTokens.publicHalf()))
                    .toJson(OutputControlLevel.PUBLIC_ONLY)
                    .getBytes(StandardCharsets.UTF_8);
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/keys", exchange -> {
                exchange.sendResponseHeaders(200, keys.length);
                exchange.getResponseBody().write(keys);
                exchange.close();
            });
            server.start();
            return Map.of(
                    "fabric.tokens.public-key",
                    "",
                    "fabric.tokens.issuer",
                    ISSUER,
                    "fabric.tokens.keys-url",
                    "http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }
}
