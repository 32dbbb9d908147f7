package io.ipfabric.credentials;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.lang.JoseException;

/**
 * Asks an issuer for its keys (RFC 7517, section 5). Limited as a whole, because an issuer may as well send a byte now and then; it follows no redirect, because
 * where the keys are is for the settings to say.
 */
final class KeysRequest implements Supplier<CompletableFuture<List<JsonWebKey>>> {

    private static final Duration CONNECTION_PATIENCE = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LENGTH_MAX = 256 * 1024;
    private static final int OK = 200;

    private final HttpClient client = HttpClient.newBuilder()
            .version(Version.HTTP_1_1)
            .followRedirects(Redirect.NEVER)
            .connectTimeout(CONNECTION_PATIENCE)
            .build();
    private final HttpRequest request;

    KeysRequest(URI url) {
        this.request = HttpRequest.newBuilder(url)
                .timeout(PATIENCE)
                .header("Accept", "application/jwk-set+json, application/json")
                .build();
    }

    @Override
    public CompletableFuture<List<JsonWebKey>> get() {
        var sent = client.sendAsync(
                request, BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), LENGTH_MAX));
        var keys = sent.thenApply(KeysRequest::keys).orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        return keys.whenComplete((_, failure) -> {
            if (failure != null) {
                // Or what is left of it would come in beside the next one.
                sent.cancel(true);
            }
        });
    }

    private static List<JsonWebKey> keys(HttpResponse<String> answer) {
        if (answer.statusCode() != OK) {
            throw new CompletionException(new IOException("status " + answer.statusCode()));
        }
        try {
            return new JsonWebKeySet(answer.body()).getJsonWebKeys();
        } catch (JoseException e) {
            throw new CompletionException(e);
        }
    }
}
