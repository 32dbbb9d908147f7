package io.ipfabric.contracts.testing;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ipfabric.contracts.codec.Json;
import io.ipfabric.contracts.codec.WireRecord;
import io.ipfabric.contracts.topic.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Events as the first version wrote them, from this jar's resources: key, headers and data of each. What once was on a topic must stay
 * readable, so these files are added to and never changed.
 */
public final class Goldens {

    private static final JsonMapper MAPPER = Json.strictMapper().build();

    /** A golden file. */
    public record Golden(String key, Map<String, String> headers, ObjectNode data) {

        public WireRecord record(Topic topic) {
            return new WireRecord(topic, null, key, headers, data.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private Goldens() {}

    /** @param type a CloudEvents type */
    public static Golden read(String type) {
        var path = "/golden/v1/" + type + ".json";
        try (var in = Goldens.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("no golden file " + path);
            }
            return MAPPER.readValue(in, Golden.class);
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }

    /** As it would be written to a file. */
    public static Golden of(WireRecord record) {
        try {
            return new Golden(
                    record.key(), new HashMap<>(record.headers()), (ObjectNode) MAPPER.readTree(record.value()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
