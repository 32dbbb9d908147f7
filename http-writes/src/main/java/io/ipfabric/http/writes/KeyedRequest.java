package io.ipfabric.http.writes;

import io.ipfabric.http.Digests;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A write that has a key.
 *
 * @param caller the token's subject: keys of two callers never meet
 * @param fingerprint of what was asked for: method, path, query, condition and body
 */
record KeyedRequest(String caller, IdempotencyKey key, String fingerprint) {

    private static final String CONTEXT_KEY = KeyedRequest.class.getName();

    static KeyedRequest of(String caller, IdempotencyKey key, RoutingContext context) {
        var request = context.request();
        // What a header of HTTP cannot hold stands between the parts, so that they cannot be taken for one another.
        var head = String.join(
                "\n",
                request.method().name(),
                request.uri(),
                String.valueOf(request.getHeader(HttpHeaders.IF_MATCH)),
                String.valueOf(request.getHeader(HttpHeaders.IF_NONE_MATCH)),
                "");
        var body = context.body().buffer();
        var digest =
                Digests.sha256(head.getBytes(StandardCharsets.UTF_8), body == null ? new byte[0] : body.getBytes());
        return new KeyedRequest(caller, key, HexFormat.of().formatHex(digest));
    }

    void attachTo(RoutingContext context) {
        context.put(CONTEXT_KEY, this);
    }

    /** Empty if the request has no key. */
    static Optional<KeyedRequest> attachedTo(RoutingContext context) {
        return Optional.ofNullable(context.get(CONTEXT_KEY));
    }
}
