package io.ipfabric.contracts.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.testing.Goldens;
import io.ipfabric.contracts.testing.Samples;
import io.ipfabric.contracts.topic.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What was written once stays readable. A new event gets its file by {@code -Dgolden.create=true}, and is green in the
 * next build; no file is ever overwritten.
 */
class GoldenTest {

    private static final Path FOLDER = Path.of("src/test/resources/golden/v1");
    private static final JsonMapper MAPPER = Json.mapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    @BeforeAll
    static void createAbsentFiles() throws IOException {
        if (!Boolean.getBoolean("golden.create")) {
            return;
        }
        Files.createDirectories(FOLDER);
        for (var sample : Samples.byType().entrySet()) {
            var file = FOLDER.resolve(sample.getKey() + ".json");
            if (Files.notExists(file)) {
                var golden = Goldens.of(EventCodec.encode(sample.getValue(), Samples.ENVELOPE));
                Files.writeString(file, MAPPER.writeValueAsString(golden) + "\n");
            }
        }
    }

    static Collection<String> types() {
        return EventTypes.all().values();
    }

    @ParameterizedTest
    @MethodSource("types")
    void whatWasWrittenIsReadAsTheSameEvent(String type) throws UnreadableRecordException {
        var sample = sample(type);
        var topic = Topic.of(sample);

        var received = EventCodec.decode(topic.family(), golden(type).record(topic));

        assertThat(received.event()).isEqualTo(sample);
        assertThat(received.envelope()).isEqualTo(Samples.ENVELOPE);
    }

    @ParameterizedTest
    @MethodSource("types")
    void theSameEventIsWrittenAsItWas(String type) {
        var written = EventCodec.encode(sample(type), Samples.ENVELOPE);

        assertThat(written.topic()).isEqualTo(Topic.of(sample(type)));
        assertThat(Goldens.of(written)).isEqualTo(golden(type));
    }

    @Test
    void everyEventHasAGoldenFileAndEveryFileAnEvent() throws IOException {
        try (var files = Files.list(FOLDER)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(
                            types().stream().map(type -> type + ".json").toList());
        }
    }

    @Test
    void everyEventHasAnExampleATypeAndATopic() {
        assertThat(Samples.events().stream().<Class<?>>map(Object::getClass))
                .containsExactlyElementsOf(List.copyOf(EventTypes.all().keySet()));
        assertThat(leaves(FabricEvent.class))
                .containsExactlyInAnyOrderElementsOf(EventTypes.all().keySet());
        assertThat(Samples.events())
                .allSatisfy(event -> assertThat(Topic.of(event).family()).isAssignableFrom(event.getClass()));
        assertThat(Map.copyOf(Samples.byType())).hasSize(EventTypes.all().size());
    }

    private static List<Class<?>> leaves(Class<?> family) {
        return family.isSealed()
                ? Arrays.stream(family.getPermittedSubclasses())
                        .flatMap(member -> leaves(member).stream())
                        .toList()
                : List.of(family);
    }

    private static FabricEvent sample(String type) {
        return Objects.requireNonNull(Samples.byType().get(type));
    }

    private static Goldens.Golden golden(String type) {
        return Goldens.read(type);
    }
}
