package io.ipfabric.contracts.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.ipfabric.contracts.codec.Json;
import io.ipfabric.contracts.event.ManifestDigest;
import io.ipfabric.contracts.event.ProblemType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ValueTypesTest {

    private static final JsonMapper MAPPER = Json.mapper().build();

    private static final Map<Class<?>, Function<String, Object>> TEXTS = Map.ofEntries(
            Map.entry(Address.class, Address::of),
            Map.entry(AddressFamily.class, AddressFamily::of),
            Map.entry(ClusterName.class, ClusterName::of),
            Map.entry(Community.class, Community::of),
            Map.entry(FabricId.class, FabricId::of),
            Map.entry(InterfaceName.class, InterfaceName::of),
            Map.entry(MacAddress.class, MacAddress::of),
            Map.entry(ManifestDigest.class, ManifestDigest::of),
            Map.entry(NodeInstance.class, NodeInstance::of),
            Map.entry(NodeName.class, NodeName::of),
            Map.entry(PoolName.class, PoolName::of),
            Map.entry(Prefix.class, Prefix::of),
            Map.entry(ProblemType.class, ProblemType::of),
            Map.entry(RouterName.class, RouterName::of),
            Map.entry(VmId.class, VmId::of),
            Map.entry(VmName.class, VmName::of));

    private static final Map<Class<?>, LongFunction<Object>> NUMBERS = Map.of(
            Asn.class, Asn::of,
            Epoch.class, Epoch::of,
            Generation.class, Generation::of,
            SequenceNumber.class, SequenceNumber::of);

    private static final String LONGEST_LABEL = "a".repeat(63);
    private static final String UUID = "0f8fad5b-d9cb-469f-a165-70867728950e";

    static Stream<Arguments> accepted() {
        return Stream.of(
                        Map.entry(ClusterName.class, List.of("a", "0", "a-b", LONGEST_LABEL)),
                        Map.entry(NodeName.class, List.of("node1", LONGEST_LABEL)),
                        Map.entry(PoolName.class, List.of("public-v4", LONGEST_LABEL)),
                        Map.entry(RouterName.class, List.of("rr1", LONGEST_LABEL)),
                        Map.entry(Community.class, List.of("0:0", "65535:65535", "65000:1")),
                        Map.entry(FabricId.class, List.of(UUID)),
                        Map.entry(NodeInstance.class, List.of(UUID)),
                        Map.entry(InterfaceName.class, List.of("a", "web-1_net0", "x.y_z-123456789")),
                        Map.entry(MacAddress.class, List.of("02:00:00:00:00:01", "fe:ff:ff:ff:ff:ff")),
                        Map.entry(ManifestDigest.class, List.of("0".repeat(32), "f".repeat(32))),
                        Map.entry(AddressFamily.class, List.of("ipv4", "ipv6")),
                        Map.entry(ProblemType.class, List.of("urn:ip-fabric:problem:pool-exhausted")),
                        Map.entry(VmId.class, List.of("a", "A.b_c-D", "9".repeat(64))),
                        Map.entry(VmName.class, List.of(".", "-", "_", "Web.1", "x".repeat(64))))
                .flatMap(entry -> entry.getValue().stream()
                        .map(text -> argumentSet(entry.getKey().getSimpleName() + " " + text, entry.getKey(), text)));
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void textIsKeptInTextAndInJson(Class<?> type, String text) throws Exception {
        var value = parse(type, text);
        assertThat(value).hasToString(text);
        assertThat(MAPPER.writeValueAsString(value)).isEqualTo('"' + text + '"');
        assertThat(MAPPER.readValue('"' + text + '"', type)).isEqualTo(value).hasSameHashCodeAs(value);
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                        Map.entry(
                                ClusterName.class,
                                List.of("", "-a", "a-", "A", "a_b", "a.b", "ä", "a\n", "a".repeat(64))),
                        Map.entry(
                                Community.class,
                                List.of("", ":", "1", "1:", "65536:1", "1:65536", "01:1", "1:2:3", "-1:1", "٣:1")),
                        Map.entry(
                                FabricId.class, List.of("", "-".repeat(36), UUID.toUpperCase(Locale.ROOT), UUID + "0")),
                        Map.entry(NodeInstance.class, List.of("", "-".repeat(36), "0".repeat(36))),
                        Map.entry(
                                InterfaceName.class,
                                List.of("", ".", "..", "a/b", "a:b", "a b", "1234567890123456", "ä")),
                        Map.entry(
                                MacAddress.class,
                                List.of(
                                        "",
                                        "00:00:00:00:00:00",
                                        "ff:ff:ff:ff:ff:ff",
                                        "01:00:5e:00:00:01",
                                        "02-00-00-00-00-01",
                                        "02:00:00:00:00",
                                        "02:00:00:00:00:01:02",
                                        "0g:00:00:00:00:00")),
                        Map.entry(ManifestDigest.class, List.of("", "0".repeat(31), "F".repeat(32))),
                        Map.entry(AddressFamily.class, List.of("", "IPV4", "inet")),
                        Map.entry(ProblemType.class, List.of("", "about:blank", "urn:ip-fabric:problem:")),
                        Map.entry(
                                VmId.class,
                                List.of("", ".a", "-a", "_a", "a/b", "a b", "ä", "a\u0000", "9".repeat(65))),
                        Map.entry(VmName.class, List.of("", "a/b", "a b", "ä", "x".repeat(65))))
                .flatMap(entry -> entry.getValue().stream()
                        .map(text -> argumentSet(entry.getKey().getSimpleName() + " " + text, entry.getKey(), text)));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void aWrongTextIsRefusedByItsRule(Class<?> type, String text) {
        assertThatExceptionOfType(InvalidValueException.class)
                .isThrownBy(() -> parse(type, text))
                .withMessageMatching("(?s)(a|an) .* is .*, not \".*\"");
    }

    /** Whatever the text: the value itself, which renders to what parses to it, or the one exception. */
    @Property(tries = 5_000)
    void anyTextIsAValueOrInvalid(@ForAll("texts") String text) {
        TEXTS.forEach((type, parse) -> {
            try {
                var value = parse.apply(text);
                assertThat(parse.apply(value.toString())).isEqualTo(value);
                assertThat(MAPPER.valueToTree(value).textValue()).isEqualTo(value.toString());
            } catch (InvalidValueException e) {
                assertThat(e.getMessage()).as("%s", type).hasSizeLessThan(300).doesNotContainPattern("\\p{Cntrl}");
            }
        });
    }

    @Property
    void anyNumberIsAValueOrInvalid(@ForAll long number) {
        NUMBERS.forEach((type, parse) -> {
            try {
                var value = parse.apply(number);
                assertThat(value).hasToString(Long.toString(number));
                assertThat(MAPPER.treeToValue(MAPPER.valueToTree(value), type)).isEqualTo(value);
            } catch (InvalidValueException e) {
                assertThat(e.getMessage()).contains("not \"" + number + "\"");
            } catch (JsonProcessingException e) {
                throw new AssertionError(e);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("asns")
    void asnsOfNobodyAreRefused(long number) {
        assertThatExceptionOfType(InvalidValueException.class).isThrownBy(() -> Asn.of(number));
    }

    static Stream<Long> asns() {
        return Stream.of(-1L, 0L, 23_456L, 4_294_967_295L, 4_294_967_296L);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().all().ofMaxLength(100),
                Arbitraries.strings().ascii().ofMaxLength(70),
                Arbitraries.strings().withChars("0123456789abcdef:./").ofMaxLength(45),
                Arbitraries.strings().withChars("abz019-._").ofMaxLength(66),
                Arbitraries.strings().numeric().ofMaxLength(40));
    }

    @Property
    void aVmsInterfaceNameAlwaysFits(@ForAll("vmNames") String name) {
        var vm = VmName.of(name);
        var iface = InterfaceName.of(vm);
        assertThat(iface.value()).endsWith("_net0").hasSizeLessThanOrEqualTo(InterfaceName.LENGTH_MAX);
        assertThat(InterfaceName.alternativeNameOf(vm).orElse(iface.value())).isEqualTo(name + "_net0");
        assertThat(InterfaceName.of(vm)).isEqualTo(iface);
    }

    @Test
    void aLongVmNameIsShortenedTheSameWayForEver() {
        assertThat(InterfaceName.of(VmName.of("web-1"))).hasToString("web-1_net0");
        assertThat(InterfaceName.of(VmName.of("ten-chars1"))).hasToString("ten-chars1_net0");
        assertThat(InterfaceName.of(VmName.of("database-primary"))).hasToString("vmp2k7a4t3_net0");
    }

    @Provide
    Arbitrary<String> vmNames() {
        return Arbitraries.strings().withChars("abcXYZ019._-").ofMinLength(1).ofMaxLength(64);
    }

    @Property
    void aShownTextIsShortAndPrintable(@ForAll("texts") String text) {
        var shown = InvalidValueException.shown(text, 20);
        assertThat(shown.codePointCount(0, shown.length())).isLessThanOrEqualTo(21);
        assertThat(shown.codePoints()).allMatch(InvalidValueException::isPrintable);
    }

    private static Object parse(Class<?> type, String text) {
        return Objects.requireNonNull(TEXTS.get(type)).apply(text);
    }
}
