package io.ipfabric.contracts.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import io.ipfabric.contracts.codec.Json;
import io.ipfabric.contracts.event.ManifestDigest;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.Community;
import io.ipfabric.contracts.value.FabricId;
import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.contracts.value.VmName;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ValueSchemasTest {

    private static final JsonMapper MAPPER = Json.mapper().build();

    /** Where the pattern is the whole rule. */
    private static final Set<Class<?>> EXACT = Set.of(
            ClusterName.class,
            NodeName.class,
            FabricId.class,
            InterfaceName.class,
            VmId.class,
            VmName.class,
            MacAddress.class,
            ManifestDigest.class);

    /** Where it says less than the type: groups and the gap of IPv6, bits after a prefix's length, numbers to 65535. */
    private static final Set<Class<?>> WIDER = Set.of(Address.class, Prefix.class, Community.class);

    /**
     * The end of a text is its end: JSON Schema's expressions are those of ECMA-262, whose {@code $} does not also
     * stand before a final line break, as Java's does.
     */
    private static final SchemaValidatorsConfig EXPRESSIONS_OF_ECMA_262 = SchemaValidatorsConfig.builder()
            .regularExpressionFactory(expression -> {
                Pattern pattern = Pattern.compile(expression.replaceFirst("\\$$", "\\\\z"));
                return text -> pattern.matcher(text).find();
            })
            .build();

    private static final Map<Class<?>, JsonSchema> SCHEMAS = Stream.of(EXACT, WIDER)
            .flatMap(Set::stream)
            .collect(Collectors.toMap(
                    type -> type, type -> JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                            .getSchema(Objects.requireNonNull(ValueSchemas.of(type)), EXPRESSIONS_OF_ECMA_262)));

    @Property(tries = 5_000)
    void thePatternAndTheTypeAgree(@ForAll("texts") String text) {
        SCHEMAS.forEach((type, schema) -> {
            boolean valid =
                    schema.validate(MAPPER.getNodeFactory().textNode(text)).isEmpty();
            boolean accepted = isAccepted(type, text);
            assertThat(valid || !accepted)
                    .as("%s accepts \"%s\"", type.getSimpleName(), text)
                    .isTrue();
            assertThat(accepted || !valid || WIDER.contains(type))
                    .as("the schema of %s accepts \"%s\"", type.getSimpleName(), text)
                    .isTrue();
        });
    }

    @Example
    void nothingFollowsTheEndOfAText() {
        EXACT.forEach(type ->
                assertThat(isValid(type, "a\n")).as(type.getSimpleName()).isFalse());
        assertThat(isValid(VmName.class, "-\n")).isFalse();
    }

    @Example
    void thePatternsAcceptWhatIsUsual() {
        assertThat(Set.of("0.0.0.0", "255.255.255.255", "192.0.2.1", "::", "2001:db8::1", "fe80::1"))
                .allMatch(text -> isValid(Address.class, text));
        assertThat(Set.of("0.0.0.0/0", "192.0.2.0/24", "192.0.2.1/32", "::/0", "2001:db8::/32", "::1/128"))
                .allMatch(text -> isValid(Prefix.class, text));
    }

    @Example
    void thePatternsRefuseWhatIsNearlyUsual() {
        assertThat(Set.of("192.0.2.256", "192.0.2", "192.0.2.1.", "192.0.2.01", "1.2.3.4/32", "x"))
                .noneMatch(text -> isValid(Address.class, text));
        assertThat(Set.of("192.0.2.0", "192.0.2.0/33", "192.0.2.0/024", "2001:db8::/129", "192.0.2/24"))
                .noneMatch(text -> isValid(Prefix.class, text));
    }

    @Provide
    Arbitrary<String> texts() {
        var octet = Arbitraries.integers().between(0, 270).map(String::valueOf);
        var ipv4 = octet.list().ofMinSize(3).ofMaxSize(5).map(octets -> String.join(".", octets));
        var ipv6 = Arbitraries.strings().withChars("0123456789abcdefA::::").ofMaxLength(40);
        var mac = Arbitraries.strings()
                .withChars("0123456789abcdefA")
                .ofLength(2)
                .list()
                .ofSize(6);
        return Arbitraries.oneOf(
                Arbitraries.strings().ascii().ofMaxLength(70),
                Arbitraries.strings().withChars("az09A-._").ofMaxLength(66),
                mac.map(octets -> String.join(":", octets)),
                Arbitraries.strings().withChars("0123456789:").ofMaxLength(12),
                Arbitraries.strings().withChars("0123456789abcdef").ofLength(32),
                ipv4,
                ipv4.map(address -> address + "/24"),
                ipv6,
                ipv6.map(address -> address + "/64"));
    }

    private static boolean isValid(Class<?> type, String text) {
        return Objects.requireNonNull(SCHEMAS.get(type))
                .validate(MAPPER.getNodeFactory().textNode(text))
                .isEmpty();
    }

    private static boolean isAccepted(Class<?> type, String text) {
        try {
            MAPPER.treeToValue(MAPPER.getNodeFactory().textNode(text), type);
            return true;
        } catch (JsonProcessingException _) {
            return false;
        }
    }
}
