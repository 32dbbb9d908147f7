package io.ipfabric.contracts.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.event.VmRejection;
import io.ipfabric.contracts.topic.Topic;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RejectionsTest {

    private static final Instant AT = Instant.parse("2026-02-03T04:05:06Z");
    private static final Problem PROBLEM = Problem.of(ProblemType.UNREADABLE, "is not JSON");

    @Test
    void itSaysWhatTheRecordSaid() {
        var headers = Map.of("ce_subject", "vm-1", "ce_source", "/hypervisors/a", "ce_id", "17");
        assertThat(rejection("key", headers, bytes("{}")))
                .isEqualTo(new VmRejection(PROBLEM, "vm-1", "/hypervisors/a", "17", 5, 1234, headers, "e30=", AT));
    }

    @Test
    void aStructuredRecordSaysItInside() {
        var headers = Map.of("content-type", "application/cloudevents+json");
        var value = "{\"subject\":\"vm-1\",\"source\":\"/hypervisors/a\",\"id\":\"17\"}";
        assertThat(rejection("key", headers, bytes(value))).satisfies(rejection -> {
            assertThat(rejection.subject()).isEqualTo("vm-1");
            assertThat(rejection.source()).isEqualTo("/hypervisors/a");
            assertThat(rejection.id()).isEqualTo("17");
        });
        assertThat(rejection("key", headers, bytes("garbage")).subject()).isEqualTo("key");
    }

    @Test
    void aRecordThatSaysNothingIsToldAllTheSame() {
        var rejection = Rejections.of(WireRecord.tombstone(Topic.VM_LIFECYCLE, 5, ""), 1234, PROBLEM, AT);
        assertThat(rejection.subject()).isNull();
        assertThat(rejection.partitionKey()).isEqualTo("unknown");
        assertThat(rejection.value()).isNull();
    }

    /** Whatever an outsider writes, the rejection of it can be stored, published and read. */
    @Test
    void whateverItSaysTheRejectionFits() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var value = new byte[1_000_000];
        random.nextBytes(value);
        var headers = new HashMap<String, String>();
        for (int i = 0; i < 100; i++) {
            headers.put(i + "\u0000" + "n".repeat(2_000), "\ud800\u0000" + "v".repeat(5_000));
        }
        headers.put("ce_subject", "a\u0000b".repeat(100));
        headers.put("ce_id", "\n".repeat(1_000));

        var rejection = rejection("key", headers, value);
        var record = EventCodec.encode(rejection, Envelope.of("1", "/ip-fabric/vm-service", AT));

        assertThat(EventCodec.decode(VmRejection.class, record).event()).isEqualTo(rejection);
        assertThat(record.key()).hasSizeLessThanOrEqualTo(65).doesNotContainPattern("\\p{Cntrl}");
        assertThat(record.headers().values()).noneMatch(text -> text.contains("\u0000"));
        assertThat(new String(record.value(), UTF_8)).doesNotContain("\\u0000");
        assertThat(Base64.getDecoder().decode(Objects.requireNonNull(rejection.value())))
                .hasSize(65_536);
    }

    private static VmRejection rejection(String key, Map<String, String> headers, byte[] value) {
        return Rejections.of(new WireRecord(Topic.VM_LIFECYCLE, 5, key, headers, value), 1234, PROBLEM, AT);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
