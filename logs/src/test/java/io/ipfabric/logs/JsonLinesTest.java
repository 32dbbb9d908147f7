package io.ipfabric.logs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ipfabric.contracts.codec.Json;
import io.ipfabric.contracts.trace.TraceContext;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jboss.logging.MDC;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JsonLinesTest {

    private static final JsonMapper MAPPER = Json.mapper().build();
    private static final TraceContext TRACE =
            new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", true);

    private final JsonLines lines = new JsonLines(Map.of("service", "vm-service"));

    @AfterEach
    void forget() {
        MDC.clear();
    }

    @Test
    void a_line_has_the_keys_of_the_reference_and_no_others() throws Exception {
        CurrentTrace.set(TRACE);
        CurrentTrace.put(LogKeys.VM, "web-1");
        CurrentTrace.put(LogKeys.ADDRESS, "192.0.2.7");
        CurrentTrace.put(LogKeys.EPOCH, 1007);
        MDC.put("authorization", "Bearer secret");

        var line = read(lines.format(record("announced %s", "192.0.2.7")));

        assertThat(line.properties().stream().map(Map.Entry::getKey).toList())
                .containsExactlyInAnyOrderElementsOf(List.of(
                        "timestamp",
                        "level",
                        "logger",
                        "thread",
                        "message",
                        "service",
                        "trace_id",
                        "span_id",
                        "vm",
                        "address",
                        "epoch"));
        assertThat(line.get("timestamp").asText()).isEqualTo("2026-02-03T04:05:06.700Z");
        assertThat(line.get("level").asText()).isEqualTo("INFO");
        assertThat(line.get("message").asText()).isEqualTo("announced 192.0.2.7");
        assertThat(line.get("trace_id").asText()).isEqualTo(TRACE.traceId());
        assertThat(line.get("span_id").asText()).isEqualTo(TRACE.spanId());
        assertThat(line.get("epoch").asText()).isEqualTo("1007");
        assertThat(line.toString()).doesNotContain("secret");
    }

    @Test
    void what_is_not_known_is_not_there() throws Exception {
        assertThat(read(lines.format(record("started", ""))).properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("timestamp", "level", "logger", "thread", "message", "service");
    }

    @Test
    void an_exception_is_in_the_same_line_and_no_longer_than_it_may_be() throws Exception {
        var record = record("failed", "");
        record.setThrown(new IllegalStateException("x".repeat(2 * JsonLines.EXCEPTION_LENGTH_MAX)));

        var line = lines.format(record);

        assertThat(line.lines()).hasSize(1);
        assertThat(read(line).get("exception").asText())
                .startsWith("java.lang.IllegalStateException: x")
                .hasSize(JsonLines.EXCEPTION_LENGTH_MAX);
    }

    @Property
    void whatever_a_message_says_it_is_one_object_of_one_line(@ForAll String text) throws Exception {
        var line = lines.format(record("%s", text));

        assertThat(line).endsWith("\n");
        assertThat(line.chars().limit(line.length() - 1L)).allMatch(letter -> letter >= ' ' && letter < 128);
        assertThat(read(line).get("message").asText()).isEqualTo(text);
    }

    private static ExtLogRecord record(String format, String argument) {
        var record = new ExtLogRecord(Level.INFO, format, ExtLogRecord.FormatStyle.PRINTF, "caller");
        record.setParameters(new Object[] {argument});
        record.setLoggerName("io.ipfabric.vm");
        record.setInstant(Instant.parse("2026-02-03T04:05:06.700Z"));
        record.copyMdc();
        return record;
    }

    private static JsonNode read(String line) throws JsonProcessingException {
        return MAPPER.readTree(line);
    }
}
