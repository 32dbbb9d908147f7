package io.ipfabric.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.ipfabric.contracts.event.ProblemType;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WriteConditionsTest {

    private static final String IS = "\"a\"";

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "-",
            value = {
                "\"a\"; -; true",
                "\"b\"; -; false",
                "\"b\", \"a\"; -; true",
                "W/\"a\"; -; false",
                "*; -; true",
                "-; *; false",
                "-; \"a\"; false",
                "-; W/\"a\"; false",
                "-; \"b\"; true",
                "\"a\"; \"b\"; true"
            })
    void aResourceThatIsThere(@Nullable String match, @Nullable String noneMatch, boolean holds) {
        assertThat(holds(match, noneMatch, IS)).isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "-",
            value = {"\"a\"; -; false", "*; -; false", "-; *; true", "-; \"a\"; true"})
    void aResourceThatIsNotThere(@Nullable String match, @Nullable String noneMatch, boolean holds) {
        assertThat(holds(match, noneMatch, null)).isEqualTo(holds);
    }

    @Test
    void theProblemNamesTheHeaderAndWhatIsThere() {
        assertThat(catchThrowable(
                        () -> WriteConditions.of(List.of("\"b\""), List.of()).check(IS)))
                .asInstanceOf(InstanceOfAssertFactories.type(ProblemException.class))
                .satisfies(refusal -> {
                    assertThat(refusal.problem().type()).isEqualTo(ProblemType.PRECONDITION_FAILED);
                    assertThat(refusal.problem().field()).isEqualTo("If-Match");
                    assertThat(refusal.problem().detail()).contains(IS);
                });
    }

    private static boolean holds(@Nullable String match, @Nullable String noneMatch, @Nullable String is) {
        var conditions = WriteConditions.of(
                match == null ? List.of() : List.of(match), noneMatch == null ? List.of() : List.of(noneMatch));
        var refusal = catchThrowable(() -> conditions.check(is));
        assertThat(refusal == null || refusal instanceof ProblemException).isTrue();
        return refusal == null;
    }
}
