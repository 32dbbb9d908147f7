package io.ipfabric.contracts.reference;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ipfabric.contracts.codec.EventTypes;
import io.ipfabric.contracts.codec.Json;
import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.event.TopologyEvent;
import io.ipfabric.contracts.testing.Goldens;
import io.ipfabric.contracts.testing.Goldens.Golden;
import io.ipfabric.contracts.topic.Participant;
import io.ipfabric.contracts.topic.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * An event with all that is said of it elsewhere.
 *
 * @param type the CloudEvents type
 * @param schema as published
 * @param example as the first version wrote it
 */
record DescribedEvent(Class<? extends FabricEvent> event, String type, ObjectNode schema, Golden example) {

    private static final Path SCHEMAS = Path.of("src/main/resources/schemas");
    private static final JsonMapper MAPPER = Json.mapper().build();

    /** Where several write to a topic, each event has one of them. */
    private static final Map<Class<? extends FabricEvent>, Participant> WRITERS = Map.of(
            TopologyEvent.ClusterTopology.class, Participant.GATEWAY_CONFIG_SERVICE,
            TopologyEvent.NodeTopology.class, Participant.GATEWAY_CONFIG_SERVICE,
            TopologyEvent.PoolTopology.class, Participant.IPAM_SERVICE);

    private static final List<DescribedEvent> ALL = EventTypes.all().entrySet().stream()
            .map(known -> of(known.getKey(), known.getValue()))
            .toList();

    /** In the order of the topics. */
    static List<DescribedEvent> all() {
        return ALL;
    }

    static List<DescribedEvent> of(Topic topic) {
        return all().stream().filter(each -> each.topic() == topic).toList();
    }

    private static DescribedEvent of(Class<? extends FabricEvent> event, String type) {
        try {
            var schema = (ObjectNode) MAPPER.readTree(Files.readString(SCHEMAS.resolve(type + ".schema.json")));
            return new DescribedEvent(event, type, schema, Goldens.read(type));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Topic topic() {
        return Arrays.stream(Topic.values())
                .filter(topic -> topic.family().isAssignableFrom(event))
                .findFirst()
                .orElseThrow();
    }

    String sentence() {
        return schema.path("description").asText();
    }

    Participant writer() {
        var writers = Arrays.stream(Participant.values())
                .filter(each -> each.writes().contains(topic()))
                .toList();
        if (writers.size() == 1) {
            return writers.getFirst();
        }
        var writer = WRITERS.get(event);
        if (writer == null || !writers.contains(writer)) {
            throw new IllegalStateException("who of " + writers + " writes " + type + "?");
        }
        return writer;
    }

    List<Participant> readers() {
        return Arrays.stream(Participant.values())
                .filter(each -> each.reads(topic()))
                .toList();
    }
}
