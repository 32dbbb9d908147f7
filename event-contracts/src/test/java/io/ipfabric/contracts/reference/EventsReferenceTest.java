package io.ipfabric.contracts.reference;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.testing.GeneratedFile;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code docs/reference/events.md} is made from what the events say of themselves; {@code -Ddocs.update=true} writes it. */
class EventsReferenceTest {

    @Test
    void theReferenceIsCurrent() {
        new GeneratedFile("docs/reference/events.md").assertIs(new EventPage().text());
    }

    static List<DescribedEvent> events() {
        return DescribedEvent.all();
    }

    @ParameterizedTest
    @MethodSource("events")
    void theKeyIsMadeOfTheFieldsThatAreSaid(DescribedEvent event) {
        assertThat(RecordKeys.filled(RecordKeys.of(event.event()), event.example()))
                .isEqualTo(event.example().key());
    }
}
