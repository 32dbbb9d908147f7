package io.ipfabric.contracts.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";

    @Test
    void the_example_of_the_recommendation() {
        assertThat(TraceContext.parse("00-" + TRACE + "-" + SPAN + "-01"))
                .contains(new TraceContext(TRACE, SPAN, true))
                .map(TraceContext::toString)
                .contains("00-" + TRACE + "-" + SPAN + "-01");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "00",
                "00-" + TRACE + "-" + SPAN,
                "00-" + TRACE + "-" + SPAN + "-1",
                "00-" + TRACE + "-" + SPAN + "-0g",
                "00-" + TRACE + "-" + SPAN + "-01-",
                "00-" + TRACE + "-" + SPAN + "-01\n",
                " 00-" + TRACE + "-" + SPAN + "-01",
                "01-" + TRACE + "-" + SPAN + "-01",
                "ff-" + TRACE + "-" + SPAN + "-01",
                "00-00000000000000000000000000000000-" + SPAN + "-01",
                "00-" + TRACE + "-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + SPAN + "-01",
                "00-٤bf92f3577b34da6a3ce929d0e0e4736-" + SPAN + "-01",
                "00_" + TRACE + "_" + SPAN + "_01",
                "00-" + TRACE + "-" + SPAN + "-01,00-" + TRACE + "-" + SPAN + "-01"
            })
    void whatever_is_not_of_the_form_is_no_trace(String text) {
        assertThat(TraceContext.parse(text)).isEmpty();
    }

    @Test
    void of_the_flags_one_is_known_and_no_other_is_passed_on() {
        assertThat(TraceContext.parse("00-" + TRACE + "-" + SPAN + "-ff"))
                .map(TraceContext::toString)
                .contains("00-" + TRACE + "-" + SPAN + "-01");
        assertThat(TraceContext.parse("00-" + TRACE + "-" + SPAN + "-fe"))
                .map(TraceContext::toString)
                .contains("00-" + TRACE + "-" + SPAN + "-00");
    }

    @Test
    void nothing_else_can_be_made() {
        assertThatThrownBy(() -> new TraceContext(TRACE, "\"}", true)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TraceContext("0".repeat(32), SPAN, true))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void no_text_makes_it_fail(@ForAll String text) {
        assertThat(TraceContext.parse(text)).isEmpty();
    }

    @Property
    void what_begins_here_is_read_there(@ForAll long seed) {
        var begun = TraceContext.begun(new Random(seed));

        assertThat(TraceContext.parse(begun.toString())).contains(begun);
    }

    @Property
    void a_child_is_of_the_same_trace_and_a_piece_of_work_of_its_own(@ForAll long seed) {
        var random = new Random(seed);
        var parent = TraceContext.begun(random);

        var child = parent.child(random);

        assertThat(child.traceId()).isEqualTo(parent.traceId());
        assertThat(child.sampled()).isEqualTo(parent.sampled());
        assertThat(child.spanId()).isNotEqualTo(parent.spanId());
        assertThat(TraceContext.parse(child.toString())).contains(child);
    }
}
