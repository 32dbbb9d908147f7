package io.ipfabric.contracts.topic;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.topic.Participant.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ParticipantTest {

    private static final String CHANNEL = "mp.messaging.incoming.";
    private static final String GROUP = ".group.id";

    /** What services subscribe to is in their own settings; it is compared with them, so that nothing is allowed that nobody asks for. */
    @ParameterizedTest
    @EnumSource(names = ".*_SERVICE", mode = EnumSource.Mode.MATCH_ALL)
    void aServiceConsumesWhatTheCatalogueSays(Participant service) {
        var groups = settings(service).entrySet().stream()
                .filter(setting ->
                        setting.getKey().startsWith(CHANNEL) && setting.getKey().endsWith(GROUP))
                .collect(Collectors.toMap(
                        setting -> setting.getKey()
                                .substring(CHANNEL.length(), setting.getKey().length() - GROUP.length()),
                        Map.Entry::getValue));

        assertThat(groups)
                .isEqualTo(service.consumes().stream().collect(Collectors.toMap(Topic::toString, service::group)));
    }

    @Test
    void everyTopicIsWrittenAndReadBySomebody() {
        for (var topic : Topic.values()) {
            assertThat(Participant.values()).as(topic.toString()).anyMatch(each -> each.writes()
                    .contains(topic));
            assertThat(Participant.values()).as(topic.toString()).anyMatch(each -> each.reads(topic));
        }
    }

    @Test
    void onlyOutsidersWriteWhatIsFromOutside() {
        assertThat(Participant.values())
                .filteredOn(each -> each.writes().contains(Topic.VM_LIFECYCLE))
                .extracting(Participant::kind)
                .containsOnly(Kind.OUTSIDE);
    }

    private static Map<String, String> settings(Participant service) {
        var file = Path.of("..", service.toString(), "src/main/resources/application.properties");
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        assertThat(properties.getProperty("quarkus.application.name")).isEqualTo(service.toString());
        return properties.stringPropertyNames().stream()
                .collect(Collectors.toMap(name -> name, properties::getProperty));
    }

    @Test
    void namesAreUnique() {
        assertThat(Arrays.stream(Participant.values()).map(Participant::toString))
                .doesNotHaveDuplicates();
        assertThat(Participant.named("vm-service")).contains(Participant.VM_SERVICE);
    }
}
