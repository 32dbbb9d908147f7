package io.ipfabric.contracts.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.event.RouterConfig;
import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.event.VmLifecycleEvent;
import io.ipfabric.contracts.testing.Goldens;
import io.ipfabric.contracts.testing.Samples;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.trace.TraceContext;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.contracts.value.VmId;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventCodecTest {

    private static final String CREATED = "io.ipfabric.vm.created.v1";
    private static final String MINIMAL = "{\"name\":\"web\",\"cluster\":\"lab\",\"node\":\"node1\"}";

    private static final TraceContext TRACE =
            new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", true);

    @Test
    void aProducerNeedsOnlyTheRequiredFields() throws Exception {
        var received = decode(Map.of(), MINIMAL);

        assertThat(received.envelope()).isEqualTo(new Envelope("1", "/hypervisors/a", null, null));
        assertThat((VmLifecycleEvent.Created) received.event()).satisfies(created -> {
            assertThat(created.vm()).isEqualTo(VmId.of("vm-1"));
            assertThat(created.families()).isEmpty();
            assertThat(created.addresses()).isEmpty();
            assertThat(created.running()).isNull();
        });
    }

    @Test
    void structuredModeSaysTheSame() throws Exception {
        var structured = record(
                Map.of("content-type", "Application/CloudEvents+JSON; charset=utf-8"),
                "{\"specversion\":\"1.0\",\"id\":1,\"source\":\"/hypervisors/a\",\"type\":\"" + CREATED
                        + "\",\"subject\":\"vm-1\",\"data\":" + MINIMAL + "}");

        assertThat(EventCodec.decode(VmLifecycleEvent.class, structured)).isEqualTo(decode(Map.of(), MINIMAL));
    }

    @Test
    void anEventWithoutFieldsNeedsNoData() throws Exception {
        var type = "io.ipfabric.vm.deleted.v1";
        var deleted = new VmLifecycleEvent.Deleted(VmId.of("vm-1"), null);

        assertThat(decode(Map.of("ce_type", type), "").event()).isEqualTo(deleted);
        assertThat(decode(
                                Map.of("content-type", "application/cloudevents+json"),
                                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"a\",\"type\":\"" + type
                                        + "\",\"subject\":\"vm-1\"}")
                        .event())
                .isEqualTo(deleted);
    }

    @Test
    void aFieldOfALaterVersionIsIgnored() throws Exception {
        assertThat(decode(Map.of("ce_dataschema", "v9"), MINIMAL.replace("{", "{\"later\":{\"x\":[1]},")))
                .isEqualTo(decode(Map.of(), MINIMAL));
    }

    @Test
    void theSubjectCountsAndNotAFieldThatIsNamedVm() throws Exception {
        assertThat(decode(Map.of(), MINIMAL.replace("{", "{\"vm\":\"other\","))
                        .event()
                        .vm())
                .isEqualTo(VmId.of("vm-1"));
    }

    @Test
    void timeAndSequenceAreRead() throws Exception {
        assertThat(decode(Map.of("ce_time", "2026-02-03T05:05:06.789+01:00", "ce_sequence", "42"), MINIMAL)
                        .envelope())
                .isEqualTo(new Envelope("1", "/hypervisors/a", Samples.ENVELOPE.time(), 42L));
    }

    @Test
    void whatIsWrittenBecauseOfARequestSaysWhich() throws Exception {
        var event = new VmLifecycleEvent.Deleted(VmId.of("vm-1"), null);

        var record = EventCodec.encode(event, Samples.ENVELOPE.causedBy(TRACE));

        assertThat(record.headers()).containsEntry("ce_traceparent", TRACE.toString());
        assertThat(record.trace()).contains(TRACE);
        assertThat(EventCodec.decode(VmLifecycleEvent.class, record).envelope())
                .isEqualTo(Samples.ENVELOPE.causedBy(TRACE));
        assertThat(EventCodec.encode(event, Samples.ENVELOPE).headers()).doesNotContainKey("ce_traceparent");
    }

    @Test
    void aProducerSaysItsTraceAsAnAttributeOrItsClientDoesAsAHeader() throws Exception {
        var other = "00-ffffffffffffffffffffffffffffffff-ffffffffffffffff-00";
        var text = TRACE.toString();

        assertThat(decode(Map.of("traceparent", text), MINIMAL).envelope().trace())
                .isEqualTo(TRACE);
        assertThat(decode(Map.of("ce_traceparent", text, "traceparent", other), MINIMAL)
                        .envelope()
                        .trace())
                .isEqualTo(TRACE);
        var structured = record(
                Map.of("content-type", "application/cloudevents+json", "traceparent", other),
                "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"a\",\"type\":\"" + CREATED
                        + "\",\"subject\":\"vm-1\",\"traceparent\":\"" + text + "\",\"data\":" + MINIMAL + "}");
        assertThat(EventCodec.decode(VmLifecycleEvent.class, structured)
                        .envelope()
                        .trace())
                .isEqualTo(TRACE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "\u0000", "00-0-0-00", "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"})
    void aTraceThatIsNoneIsNotThereAndNothingElseIsWrongWithTheRecord(String text) throws Exception {
        assertThat(decode(Map.of("ce_traceparent", text), MINIMAL)).isEqualTo(decode(Map.of(), MINIMAL));
        assertThat(decode(Map.of("traceparent", text), MINIMAL)).isEqualTo(decode(Map.of(), MINIMAL));
    }

    static Stream<Arguments> attributes() {
        return Stream.of(
                arguments("ce_specversion", "0.3", "specversion", "is not \"1.0\": the record is no CloudEvent 1.0"),
                arguments("ce_id", "", "id", "is missing"),
                arguments("ce_id", "x".repeat(256), "id", "is longer than 255 characters"),
                arguments("ce_id", "a\u0000", "id", "has a control character"),
                arguments("ce_source", "", "source", "is missing"),
                arguments("ce_source", "\ud800", "source", "has a control character"),
                arguments("ce_type", "x\u0007", "type", "has a control character"),
                arguments("ce_type", "io.other.v1", "type", "is not an event of this topic: \"io.other.v1\""),
                arguments(
                        "ce_type",
                        "io.ipfabric.vm-event.started.v1",
                        "type",
                        "is not an event of this topic: \"io.ipfabric.vm-event.started.v1\""),
                arguments("ce_subject", "", "subject", "is missing"),
                arguments(
                        "ce_subject",
                        "a/b",
                        "subject",
                        "a VM id is 1 to 64 characters of [A-Za-z0-9._-], the first a letter or digit, not \"a/b\""),
                arguments("ce_time", "yesterday", "time", "is not a time as in RFC 3339: \"yesterday\""),
                arguments(
                        "ce_time",
                        "+10000-01-01T00:00:00Z",
                        "time",
                        "is not a time as in RFC 3339: \"+10000-01-01T00:00:00Z\""),
                arguments("ce_sequence", "-1", "sequence", "is not a whole number of at most 18 digits: \"-1\""),
                arguments("ce_sequence", "٣", "sequence", "is not a whole number of at most 18 digits: \"٣\""),
                arguments("content-type", "text/plain", "content-type", "is not application/json but \"text/plain\""),
                arguments(
                        "content-type",
                        "application/cloudevents-batch+json",
                        "content-type",
                        "is not application/json but \"application/cloudevents-batch+json\""));
    }

    @ParameterizedTest
    @MethodSource("attributes")
    void aWrongAttributeIsNamed(String header, String value, String field, String detail) {
        assertThat(problem(Map.of(header, value), MINIMAL))
                .isEqualTo(new Problem(ProblemType.INVALID_FIELD, detail, field));
    }

    static Stream<Arguments> data() {
        return Stream.of(
                arguments("{}", "name", "is missing"),
                arguments("{\"name\":null}", "name", "is missing"),
                arguments("{\"name\":\"web\",\"cluster\":\"lab\"}", "node", "is missing"),
                arguments(with("\"name\":5"), "name", "must be a text"),
                arguments(with("\"name\":{}"), "name", "must be a text"),
                arguments(with("\"name\":true"), "name", "must be a text"),
                arguments(
                        with("\"name\":\"a b\""),
                        "name",
                        "a VM name is 1 to 64 characters of [A-Za-z0-9._-], not \"a b\""),
                arguments(with("\"families\":\"ipv4\""), "families", "must be a list"),
                arguments(
                        with("\"families\":[\"ipv5\"]"),
                        "families[0]",
                        "an address family is \"ipv4\" or \"ipv6\", not \"ipv5\""),
                arguments(
                        with("\"families\":[4]"),
                        "families[0]",
                        "an address family is \"ipv4\" or \"ipv6\", not \"4\""),
                arguments(with("\"families\":[null]"), "families", "has an entry that is null"),
                arguments(with("\"families\":[\"ipv4\",\"ipv4\"]"), "families", "has ipv4 twice"),
                arguments(
                        with("\"addresses\":[\"2001:db8::1\",\"2001:DB8:0::1\"]"),
                        "addresses",
                        "has 2001:db8::1 twice"),
                arguments(
                        with("\"addresses\":[\"" + "192.0.2.1\",\"".repeat(16) + "192.0.2.1\"]"),
                        "addresses",
                        "has more than 16 entries"),
                arguments(
                        with("\"addresses\":[\"192.0.2.256\"]"),
                        "addresses[0]",
                        "an address is IPv4 (four decimal octets) or IPv6 (without zone, not IPv4-mapped), not \"192.0.2.256\""),
                arguments(
                        with("\"interface\":{\"kind\":\"TUN\"}"),
                        "interface.kind",
                        "must be one of TAP, VETH, not \"TUN\""),
                arguments(with("\"interface\":{\"kind\":0}"), "interface.kind", "must be one of TAP, VETH"),
                arguments(with("\"interface\":{\"kind\":[]}"), "interface.kind", "must be one of TAP, VETH"),
                arguments(
                        with("\"interface\":{\"kind\":\"\"}"), "interface.kind", "must be one of TAP, VETH, not \"\""),
                arguments(with("\"interface\":\"TAP\""), "interface", "must be an object"),
                arguments(with("\"interface\":[]"), "interface", "must be an object"),
                arguments(
                        with("\"interface\":{\"mac\":\"ff:ff:ff:ff:ff:ff\"}"),
                        "interface.mac",
                        "a MAC address is six hexadecimal octets with colons, unicast and not all zero, not \"ff:ff:ff:ff:ff:ff\""),
                arguments(with("\"running\":\"true\""), "running", "must be true or false"),
                arguments(with("\"running\":1"), "running", "must be true or false"));
    }

    @ParameterizedTest
    @MethodSource("data")
    void aWrongFieldIsNamedWithWhatItShouldBe(String data, String field, String detail) {
        var problem = problem(Map.of(), data);
        assertThat(problem.field()).isEqualTo(field);
        assertThat(problem.type()).isEqualTo(ProblemType.INVALID_FIELD);
        assertThat(problem.detail().replaceAll(", not \"(true|)\"$", ""))
                .isEqualTo(detail.replaceAll(", not \"\"$", ""));
    }

    static Stream<Arguments> numbers() {
        var whole = "must be a whole number below 2^63";
        return Stream.of(
                arguments("1.0", whole),
                arguments("1e400", whole),
                arguments("\"1\"", whole),
                arguments("true", whole),
                arguments("9223372036854775808", whole),
                arguments("9".repeat(900), whole),
                arguments("0", "a generation is at least 1, not \"0\""));
    }

    @ParameterizedTest
    @MethodSource("numbers")
    void aWrongNumberIsNamed(String number, String detail) {
        var problem = problem(
                Map.of("ce_type", "io.ipfabric.vm.started.v1"), "{\"node\":\"node1\",\"replaces\":" + number + "}");
        assertThat(problem.field()).isEqualTo("replaces");
        assertThat(problem.detail().replaceAll(", not \"1\"$", "")).isEqualTo(detail);
    }

    static Stream<Arguments> unreadable() {
        return Stream.of(
                arguments("[]", "is not a JSON object"),
                arguments("\"x\"", "is not a JSON object"),
                arguments("null", "is not a JSON object"),
                arguments(" ", "is not a JSON object"),
                arguments(
                        "{",
                        "is not JSON: Unexpected end-of-input: expected close marker for Object (line 1, column 2)"),
                arguments(
                        "{\"name\":}",
                        "is not JSON: Unexpected character ('}' (code 125)): expected a value (line 1, column 9)"),
                arguments("{} {}", "has something after the end of its JSON"),
                arguments("{\"a\":1,\"a\":2}", "is not JSON: Duplicate field 'a' (line 1, column 11)"),
                arguments("[".repeat(40), "is nested too deeply, or has a name, text or number that is too long"),
                arguments("{\"a\":".repeat(40), "is nested too deeply, or has a name, text or number that is too long"),
                arguments(
                        "{\"a\":" + "9".repeat(2000) + "}",
                        "is nested too deeply, or has a name, text or number that is too long"),
                arguments("\u0000", "is not JSON: "),
                arguments("{\"a\":\"\u0007\"}", "is not JSON: Illegal unquoted character"),
                arguments("NaN", "is not JSON: Non-standard token 'NaN' (line 1, column 4)"));
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void whatIsNotJsonIsTold(String data, String detail) {
        var problem = problem(Map.of(), data);
        assertThat(problem.type()).isEqualTo(ProblemType.UNREADABLE);
        assertThat(problem.field()).isNull();
        assertThat(problem.detail()).startsWith(detail);
        assertPresentable(problem);
    }

    @Test
    void bytesThatAreNoTextAreTold() {
        assertPresentable(problem(Map.of(), new byte[] {0, 0, 0, 0x7f, 0x7f, 0x7f, 0x7f, 0x7f}));
        assertPresentable(problem(Map.of(), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 0, 1, 2, 3, 4}));
        assertPresentable(problem(Map.of(), new byte[] {'{', '"', (byte) 0xc3, '"', ':', '1', '}'}));
    }

    @Test
    void structuredModeIsForOutsidersOnly() {
        var record = new WireRecord(
                Topic.VM_EVENTS, 0, "vm-1", Map.of("content-type", "application/cloudevents+json"), bytes("{}"));
        assertThatExceptionOfType(UnreadableRecordException.class)
                .isThrownBy(() -> EventCodec.decode(VmEvent.class, record))
                .withMessage("is in structured mode, which only vm-lifecycle accepts");
    }

    @Test
    void dataInBase64AreRefused() {
        assertThat(problem(Map.of("content-type", "application/cloudevents+json"), "{\"data_base64\":\"e30=\"}"))
                .isEqualTo(new Problem(
                        ProblemType.INVALID_FIELD, "is not accepted: the data are JSON, in \"data\"", "data_base64"));
    }

    @Test
    void aTombstoneAndARecordThatIsTooLongAreRefusedUnread() {
        assertThatExceptionOfType(UnreadableRecordException.class)
                .isThrownBy(() -> EventCodec.decode(VmEvent.class, WireRecord.tombstone(Topic.VM_EVENTS, 0, "vm-1")))
                .withMessage("has no value");
        assertThat(problem(Map.of(), new byte[EventCodec.VALUE_LENGTH_MAX + 1]).detail())
                .isEqualTo("is longer than 262144 bytes");
    }

    @Test
    void whatNobodyWouldReadIsNotWritten() {
        var config = new RouterConfig(
                RouterName.of("rr1"),
                ClusterName.of("lab"),
                RouterConfig.Role.REFLECTOR,
                RouterConfig.Flavor.BIRD,
                "r1",
                "x".repeat(EventCodec.VALUE_LENGTH_MAX));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventCodec.encode(config, Samples.ENVELOPE))
                .withMessageContaining("io.ipfabric.router-config.v1 of rr1 has 262");
    }

    @Test
    void oneOfOursUnderAForeignKeyIsRefused() {
        var type = "io.ipfabric.route.announce.v1";
        var golden = Goldens.read(type);
        var foreign = new Goldens.Golden("node3/vm-1", golden.headers(), golden.data());
        assertThatExceptionOfType(UnreadableRecordException.class)
                .isThrownBy(() -> EventCodec.decode(Topic.ROUTE_INTENTS.family(), foreign.record(Topic.ROUTE_INTENTS)))
                .withMessageContaining("node3/vm-1");
    }

    /** Each golden record with a field taken out, made null or given a wrong type; with garbage for bytes and headers. */
    @Test
    void noRecordWhateverItIsBreaksTheReader() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (var sample : Samples.byType().entrySet()) {
            var topic = Topic.of(sample.getValue());
            var golden = Goldens.read(sample.getKey());
            for (int i = 0; i < 150; i++) {
                var data = golden.data().deepCopy();
                spoil(data, random);
                var bytes = bytes(data.toString());
                for (int k = random.nextInt(3); k > 0 && i % 2 == 0; k--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
                }
                var headers = new HashMap<>(golden.headers());
                if (i % 5 == 0) {
                    var names = new ArrayList<>(headers.keySet());
                    headers.put(names.get(random.nextInt(names.size())), garbage(random));
                }
                readOrPresentableProblem(topic.family(), new WireRecord(topic, 0, golden.key(), headers, bytes), seed);
            }
        }
    }

    private static void readOrPresentableProblem(Class<? extends FabricEvent> family, WireRecord record, long seed) {
        try {
            assertThat(EventCodec.decode(family, record).event()).isNotNull();
        } catch (UnreadableRecordException e) {
            assertThat(e.problem().detail())
                    .as("%s, seed %d", record.headers() + new String(record.value(), UTF_8), seed)
                    .isNotEqualTo("does not fit");
            assertPresentable(e.problem());
        } catch (RuntimeException e) {
            throw new AssertionError("seed " + seed + ": " + record.headers() + new String(record.value(), UTF_8), e);
        }
    }

    /** One to three changes anywhere in the tree. */
    private static void spoil(ObjectNode data, Random random) {
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            var at = data;
            while (at.properties().stream().anyMatch(e -> e.getValue() instanceof ObjectNode) && random.nextBoolean()) {
                var children = at.properties().stream()
                        .map(Map.Entry::getValue)
                        .filter(ObjectNode.class::isInstance)
                        .map(ObjectNode.class::cast)
                        .toList();
                at = children.get(random.nextInt(children.size()));
            }
            var names = at.properties().stream().map(Map.Entry::getKey).toList();
            if (!names.isEmpty()) {
                spoilField(at, names.get(random.nextInt(names.size())), random);
            }
        }
    }

    private static void spoilField(ObjectNode at, String name, Random random) {
        switch (random.nextInt(10)) {
            case 0 -> at.remove(name);
            case 1 -> at.putNull(name);
            case 2 -> at.put(name, garbage(random));
            case 3 -> at.put(name, random.nextLong());
            case 4 -> at.put(name, random.nextDouble());
            case 5 -> at.put(name, random.nextBoolean());
            case 6 -> at.putObject(name).put("kind", garbage(random));
            case 7 -> at.putArray(name).add(1).addNull();
            case 8 -> at.put(name, new BigDecimal("1e400"));
            default -> {
                if (at.get(name) instanceof ArrayNode list && !list.isEmpty()) {
                    list.add(list.get(0));
                }
            }
        }
    }

    private static String garbage(Random random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(30); i > 0; i--) {
            text.appendCodePoint(random.nextInt(random.nextBoolean() ? 128 : 0x10FFFF));
        }
        return text.toString();
    }

    /** A person can read it, and learns nothing of our classes. */
    private static void assertPresentable(Problem problem) {
        assertThat(problem.detail())
                .hasSizeLessThan(400)
                .doesNotContain(
                        "io.ipfabric.contracts",
                        "java.",
                        "com.fasterxml",
                        "Exception",
                        "Deserializ",
                        "Feature.",
                        "does not fit")
                .doesNotContainPattern("\\p{Cntrl}");
        assertThat(String.valueOf(problem.field())).hasSizeLessThan(300).doesNotContainPattern("\\p{Cntrl}");
    }

    private static String with(String field) {
        var name = field.substring(0, field.indexOf(':'));
        return MINIMAL.contains(name)
                ? MINIMAL.replace("\"name\":\"web\"", field)
                : MINIMAL.replace("}", "," + field + "}");
    }

    private static Received<VmLifecycleEvent> decode(Map<String, String> changes, String value)
            throws UnreadableRecordException {
        return EventCodec.decode(VmLifecycleEvent.class, record(changes, value));
    }

    private static Problem problem(Map<String, String> changes, String value) {
        return problem(changes, bytes(value));
    }

    private static Problem problem(Map<String, String> changes, byte[] value) {
        var refusal = catchThrowableOfType(
                UnreadableRecordException.class,
                () -> EventCodec.decode(VmLifecycleEvent.class, record(changes, value)));
        assertThat(refusal).as("%s %s", changes, new String(value, UTF_8)).isNotNull();
        return refusal.problem();
    }

    private static WireRecord record(Map<String, String> changes, String value) {
        return record(changes, bytes(value));
    }

    private static WireRecord record(Map<String, String> changes, byte[] value) {
        var headers = new HashMap<>(Map.of(
                "ce_specversion", "1.0",
                "ce_id", "1",
                "ce_source", "/hypervisors/a",
                "ce_type", CREATED,
                "ce_subject", "vm-1",
                "content-type", "application/json"));
        headers.putAll(changes);
        return new WireRecord(Topic.VM_LIFECYCLE, 0, "any key", headers, value);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
