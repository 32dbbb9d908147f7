package io.ipfabric.contracts.kafka;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.codec.EventTypes;
import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.schema.Javadocs;
import io.ipfabric.contracts.testing.Samples;
import io.ipfabric.contracts.topic.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code docs/reference/topics.md} is made from the catalogue; {@code -Ddocs.update=true} writes it. */
class TopicsReferenceTest {

    private static final Path FILE = Path.of("../docs/reference/topics.md");
    private static final short REPLICATION = 3;
    private static final String SCHEMAS = "../../event-contracts/src/main/resources/schemas/";
    private static final String EXAMPLES = "../../event-contracts/src/test/resources/golden/v1/";

    private static final String HEAD = """
            # Topics

            Made from the catalogue (`Topic`, `EventTypes`); a test holds it to that. `./fabric topics check` compares a broker with it, `./fabric topics
            apply` brings it about. Brokers create no topic by themselves.

            Records are CloudEvents 1.0 in Kafka's binary content mode: attributes are headers `ce_…`, the value is JSON. `vm-lifecycle` accepts structured
            mode too. A *fact* says what happened and is kept for a while. A *level* says how things are, supersedes the one before it under the same key,
            and is kept for ever; a record without a value (a tombstone) ends it. Fields are only ever added, and readers ignore those they do not know: what
            is written today stays readable, which the examples below are kept to prove.

            """;

    private final Javadocs javadocs = Javadocs.under(Path.of("src/main/java/io/ipfabric/contracts"));

    @Test
    void theReferenceIsCurrent() throws IOException {
        var reference = reference();
        if (Boolean.getBoolean("docs.update")) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, reference);
        }
        assertThat(FILE).as("rewrite it with -Ddocs.update=true").hasContent(reference);
    }

    private String reference() {
        return HEAD + "| topic | kind | partitions | example of a key | settings with three replicas |\n"
                + "| --- | --- | --- | --- | --- |\n"
                + Arrays.stream(Topic.values()).map(TopicsReferenceTest::row).collect(joining())
                + Arrays.stream(Topic.values()).map(this::section).collect(joining());
    }

    private static String row(Topic topic) {
        var kind = topic.retention()
                .map(retention -> "facts, " + retention.toDays() + " days")
                .orElse("levels");
        var settings = BrokerTopics.settings(topic, REPLICATION).entrySet().stream()
                .map(setting -> "`" + setting.getKey() + "=" + setting.getValue() + "`")
                .collect(joining(" "));
        return "| [`%s`](#%s) | %s | %d | `%s` | %s |%n"
                .formatted(topic, topic, kind, topic.partitions(), keyOf(topic), settings);
    }

    private String section(Topic topic) {
        var events = EventTypes.all().entrySet().stream()
                .filter(event -> topic.family().isAssignableFrom(event.getKey()))
                .map(this::event)
                .collect(joining());
        return "%n## %s%n%n%s%n%n| event | | |%n| --- | --- | --- |%n%s"
                .formatted(topic, sentence(topic.family()), events);
    }

    private String event(Map.Entry<Class<? extends FabricEvent>, String> event) {
        var type = event.getValue();
        return "| `%s` | %s | [schema](%s%s.schema.json), [example](%s%s.json) |%n"
                .formatted(type, sentence(event.getKey()), SCHEMAS, type, EXAMPLES, type);
    }

    /** Without the topic's own name, which heads the section. */
    private String sentence(Class<?> type) {
        var sentence = javadocs.of(type).orElseThrow().replaceFirst("^Topic \\S+: ", "");
        return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }

    private static String keyOf(Topic topic) {
        return Samples.events().stream()
                .filter(topic.family()::isInstance)
                .map(FabricEvent::partitionKey)
                .findFirst()
                .orElseThrow();
    }
}
