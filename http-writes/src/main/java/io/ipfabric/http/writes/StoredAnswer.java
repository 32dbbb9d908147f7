package io.ipfabric.http.writes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ipfabric.contracts.codec.Json;
import io.ipfabric.http.Representation;
import io.ipfabric.http.Representations;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An answer as it goes out, the first time and every other.
 *
 * @param headers those that the resource set, and {@code ETag} where the answer says by {@code Location} which resource it shows
 * @param body absent: none
 */
record StoredAnswer(
        int status, Map<String, String> headers, @Nullable String body) {

    private static final JsonMapper MAPPER = Json.mapper().build();

    static StoredAnswer of(Response response, Representations representations) {
        var headers = new TreeMap<String, String>();
        response.getStringHeaders().forEach((name, values) -> headers.put(name, String.join(",", values)));
        if (!response.hasEntity()) {
            return new StoredAnswer(response.getStatus(), headers, null);
        }
        var shown = representations.of(response.getEntity());
        headers.putIfAbsent(HttpHeaders.CONTENT_TYPE, Representation.MEDIA_TYPE);
        if (headers.containsKey(HttpHeaders.LOCATION)) {
            headers.putIfAbsent(HttpHeaders.ETAG, shown.tag());
        }
        return new StoredAnswer(response.getStatus(), headers, shown.json());
    }

    Response response() {
        var response = Response.status(status);
        headers.forEach(response::header);
        return body == null ? response.build() : response.entity(body).build();
    }

    String write() {
        try {
            return MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts and numbers are always JSON", e);
        }
    }

    static StoredAnswer read(String json) {
        try {
            return MAPPER.readValue(json, StoredAnswer.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database holds no answer: " + json, e);
        }
    }
}
