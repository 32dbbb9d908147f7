package io.ipfabric.logs;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.trace.TraceContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.MDC;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CurrentTraceTest {

    @AfterEach
    void forget() {
        MDC.clear();
    }

    @Test
    void what_comes_from_outside_without_a_trace_begins_one() {
        var begun = CurrentTrace.continued(Optional.empty());
        var next = CurrentTrace.continued(Optional.of(begun));

        assertThat(next.traceId()).isEqualTo(begun.traceId());
        assertThat(next.spanId()).isNotEqualTo(begun.spanId());
    }

    @Test
    void what_was_current_is_current_again() {
        var outer = CurrentTrace.continued(Optional.empty());
        var inner = CurrentTrace.continued(Optional.empty());
        var seen = new ArrayList<Optional<TraceContext>>();
        CurrentTrace.set(outer);

        CurrentTrace.during(inner, "web-1", () -> seen.add(CurrentTrace.find()));
        CurrentTrace.during(null, null, () -> seen.add(CurrentTrace.find()));

        assertThat(seen).isEqualTo(List.of(Optional.of(inner), Optional.empty()));
        assertThat(CurrentTrace.find()).contains(outer);
        assertThat(MDC.get(LogKeys.TRACE_ID)).isEqualTo(outer.traceId());
        assertThat(MDC.get(LogKeys.VM)).isNull();
    }
}
