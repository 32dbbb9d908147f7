package io.ipfabric.contracts.kafka;

import static java.util.stream.Collectors.joining;

import io.ipfabric.contracts.codec.EventTypes;
import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.schema.Javadocs;
import io.ipfabric.contracts.testing.GeneratedFile;
import io.ipfabric.contracts.testing.Samples;
import io.ipfabric.contracts.topic.Participant;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.NodeName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.common.resource.PatternType;
import org.junit.jupiter.api.Test;

/** {@code docs/reference/topics.md} is made from the catalogue; {@code -Ddocs.update=true} writes it. */
class TopicsReferenceTest {

    private static final short REPLICATION = 3;

    private static final String HEAD = """
            # Topics

            Made from the catalogue (`Topic`, `Participant`, `EventTypes`); a test holds it to that. `./fabric topics check` compares a broker with it, `./fabric topics
            apply` brings it about. Brokers create no topic by themselves.

            Records are CloudEvents 1.0 in Kafka's binary content mode: attributes are headers `ce_…`, the value is JSON. `vm-lifecycle` accepts structured
            mode too. A *fact* says what happened and is kept for a while. A *level* says how things are, supersedes the one before it under the same key,
            and is kept for ever; a record without a value (a tombstone) ends it. Fields are only ever added, and readers ignore those they do not know: what
            is written today stays readable, which the examples among the [events](events.md) are kept to prove. [producing](../producing.md) shows how to send and read, and
            [asyncapi.yaml](asyncapi.yaml) is the same for tools.

            """;

    private static final String WHO = """

            ## Who writes and reads

            | topic | written by | read by |
            | --- | --- | --- |
            """;

    private static final String RIGHTS = """

            ## Access control lists

            What a broker has to allow that denies everything else (`./fabric topics acls`, with `--node` for each node): the users `User:…` of these names, from any
            host. Each agent is a user of its own; `node1` stands for all. A name that ends with … is a prefix. How to set it up: [credentials](../credentials.md#kafka).

            | user | operations | kind | names |
            | --- | --- | --- | --- |
            """;

    private final Javadocs javadocs = Javadocs.under(Path.of("src/main/java/io/ipfabric/contracts"));

    @Test
    void theReferenceIsCurrent() {
        new GeneratedFile("docs/reference/topics.md").assertIs(reference());
    }

    private String reference() {
        return HEAD + "| topic | kind | partitions | example of a key | settings with three replicas |\n"
                + "| --- | --- | --- | --- | --- |\n"
                + Arrays.stream(Topic.values()).map(TopicsReferenceTest::row).collect(joining())
                + WHO
                + Arrays.stream(Topic.values()).map(TopicsReferenceTest::who).collect(joining())
                + RIGHTS
                + rights()
                + Arrays.stream(Topic.values()).map(this::section).collect(joining());
    }

    private static String who(Topic topic) {
        return "| [`%s`](#%s) | %s | %s |%n"
                .formatted(
                        topic,
                        topic,
                        participants(each -> each.writes().contains(topic)),
                        participants(each -> each.reads(topic)));
    }

    private static String participants(Predicate<Participant> wanted) {
        return Arrays.stream(Participant.values())
                .filter(wanted)
                .map(Participant::toString)
                .collect(joining(", "));
    }

    /** A row for all resources of a kind with which one may do the same. */
    private static String rights() {
        var rows = new LinkedHashMap<String, List<String>>();
        for (var right : AccessRights.of(List.of(NodeName.of("node1")))) {
            var operations =
                    right.operations().stream().sorted().map(Enum::name).collect(joining(" "));
            var type = right.resource()
                    .resourceType()
                    .name()
                    .toLowerCase(Locale.ROOT)
                    .replace('_', ' ');
            boolean isPrefix = right.resource().patternType() == PatternType.PREFIXED;
            rows.computeIfAbsent("| `%s` | %s | %s |".formatted(right.user(), operations, type), _ -> new ArrayList<>())
                    .add("`" + right.resource().name() + (isPrefix ? "…" : "") + "`");
        }
        return rows.entrySet().stream()
                .map(row -> row.getKey() + " " + String.join(" ", row.getValue()) + " |\n")
                .collect(joining());
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
        return "%n## %s%n%n%s%n%n| event | |%n| --- | --- |%n%s".formatted(topic, sentence(topic.family()), events);
    }

    private String event(Map.Entry<Class<? extends FabricEvent>, String> event) {
        var type = event.getValue();
        // As headings are linked: without dots.
        return "| [`%s`](events.md#%s) | %s |%n".formatted(type, type.replace(".", ""), sentence(event.getKey()));
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
