package io.ipfabric.contracts.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureRulesTest {

    private static final String SOUND = "io.ipfabric.contracts.rules.sample.sound";
    private static final String BROKEN = "io.ipfabric.contracts.rules.sample.broken";
    private static final JavaClasses BROKEN_CLASSES = new ClassFileImporter().importPackages(BROKEN);

    @Test
    void aSoundServicePasses() {
        var sound = new ClassFileImporter().importPackages(SOUND);
        assertThatCode(() -> ArchitectureRules.serviceRules(SOUND).check(sound)).doesNotThrowAnyException();
    }

    static Stream<Arguments> violations() {
        return Stream.of(
                argumentSet("a fifth package", ArchitectureRules.fourPackages(BROKEN), "helper.Unmarked"),
                argumentSet("domain knows topics", ArchitectureRules.domainIsPure(BROKEN), "topic.Topic"),
                argumentSet("domain reads the clock", ArchitectureRules.domainIsDeterministic(BROKEN), "Instant.now"),
                argumentSet("domain makes ids", ArchitectureRules.domainIsDeterministic(BROKEN), "UUID.randomUUID"),
                argumentSet("domain logs", ArchitectureRules.domainIsDeterministic(BROKEN), "System.getLogger"),
                argumentSet("domain runs threads", ArchitectureRules.domainIsDeterministic(BROKEN), "java.lang.Thread"),
                argumentSet(
                        "application knows adapter", ArchitectureRules.applicationKnowsNoAdapter(BROKEN), "KnowsKafka"),
                argumentSet(
                        "adapter knows adapter", ArchitectureRules.adaptersAreStrangers(BROKEN), "KnowsApplication"),
                argumentSet("a cycle", ArchitectureRules.noCycles(BROKEN), "Cycle detected"),
                argumentSet("an unmarked package", ArchitectureRules.nullMarked(BROKEN), "helper.Unmarked"));
    }

    @ParameterizedTest
    @MethodSource("violations")
    void aBrokenServiceIsTold(ArchRule rule, String culprit) {
        assertThatThrownBy(() -> rule.check(BROKEN_CLASSES))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(culprit);
    }

    static Stream<ArchRule> rules() {
        return Stream.of(
                ArchitectureRules.fourPackages("io.nowhere"),
                ArchitectureRules.domainIsPure("io.nowhere"),
                ArchitectureRules.domainIsDeterministic("io.nowhere"),
                ArchitectureRules.applicationKnowsNoAdapter("io.nowhere"),
                ArchitectureRules.adaptersAreStrangers("io.nowhere"),
                ArchitectureRules.noCycles("io.nowhere"),
                ArchitectureRules.nullMarked("io.nowhere"));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void aRuleThatSeesNoClassFails(ArchRule rule) {
        assertThatThrownBy(() -> rule.check(BROKEN_CLASSES)).isInstanceOf(AssertionError.class);
    }

    @Test
    void aMisspeltRootFails() {
        assertThatThrownBy(() -> ArchitectureRules.check("io.ipfabric.misspelt"))
                .isInstanceOf(AssertionError.class);
        assertThat(BROKEN_CLASSES).isNotEmpty();
    }
}
