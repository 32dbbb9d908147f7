package io.ipfabric.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShownRecordTest {

    @Test
    void an_event_of_ours_is_short() {
        var shown = shown("web-1", "io.ipfabric.route.announced.v1", """
                {"vm":"web-1","address":"192.0.2.1","node":"node1","epoch":3,"at":"2026-01-01T12:00:00Z"}
                """);

        assertThat(shown.line())
                .endsWith("route-events    route.announced          web-1        address=192.0.2.1 node=node1 epoch=3");
        assertThat(shown.json()).contains("\"type\":\"io.ipfabric.route.announced.v1\"", "\"data\":{\"vm\":\"web-1\"");
    }

    @Test
    void a_vm_is_recognised_in_every_topic() {
        assertThat(shown("web-1", "t", "{}").isAbout("web-1")).isTrue();
        assertThat(shown("node1/web-1", "t", "{}").isAbout("web-1")).isTrue();
        assertThat(shown("web-1/node1", "t", "{}").isAbout("web-1")).isTrue();
        assertThat(shown("192.0.2.1", "t", "{\"vm\":\"web-1\"}").isAbout("web-1"))
                .isTrue();
        assertThat(shown("web-10", "t", "{\"vm\":\"web-10\"}").isAbout("web-1")).isFalse();
    }

    @Test
    void what_is_no_event_is_shown_for_what_it_is() {
        assertThat(shown("x", null, "no json").line()).contains("no JSON, 7 bytes");
        assertThat(shown("x", "t", null).line()).contains("(deleted)");
        assertThat(shown("x\u001b[2J\n", "t", "{\"a\":\"\u0007\"}").line()).doesNotContain("\u001b", "\u0007", "\n");
    }

    private static ShownRecord shown(String key, @Nullable String type, @Nullable String value) {
        var headers = new RecordHeaders();
        if (type != null) {
            headers.add("ce_type", type.getBytes(StandardCharsets.UTF_8));
        }
        return ShownRecord.of(new ConsumerRecord<>(
                "route-events",
                0,
                7,
                1_767_268_800_000L,
                TimestampType.CREATE_TIME,
                0,
                0,
                key,
                value == null ? null : value.getBytes(StandardCharsets.UTF_8),
                headers,
                Optional.empty()));
    }
}
