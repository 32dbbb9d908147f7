package io.ipfabric.routing.domain;

import static io.ipfabric.routing.domain.Life.NODE1;
import static io.ipfabric.routing.domain.Life.NODE2;
import static io.ipfabric.routing.domain.Life.RR1;
import static io.ipfabric.routing.domain.Life.RR2;
import static io.ipfabric.routing.domain.Moves.arrived;
import static io.ipfabric.routing.domain.Moves.begun;
import static io.ipfabric.routing.domain.Moves.phases;
import static io.ipfabric.routing.domain.Moves.progressed;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.routing.domain.RoutingInput.ReflectorsSeen;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A move in the strict order. */
class StrictMoveTest {

    private Life ready() {
        return begun(CutoverPolicy.STRICT).reportsOn(NODE2).reportsOn(NODE2).reportsOn(NODE1);
    }

    @Test
    void the_target_awaits_and_announces_nothing() {
        var life = ready();

        assertThat(phases(life)).containsExactly(MigrationPhase.READY);
        assertThat(life.at(NODE2).order()).isEqualTo(new Order.Await(NODE1));
    }

    @Test
    void it_announces_only_when_the_source_is_proved_silent() {
        var life = arrived(ready(), NODE2);
        assertThat(life.at(NODE2).order()).isEqualTo(new Order.Deliver());
        assertThat(life.at(NODE1).order()).isEqualTo(new Order.RedirectQuietly(NODE2));

        life.reportsOn(NODE2).reportsOn(NODE1);
        assertThat(life.at(NODE2).order()).isEqualTo(new Order.Deliver());

        life.reflectors.put(RR1, State.LOST);
        life.reflectors.put(RR2, State.LOST);
        life.reflectedOf(NODE1);
        assertThat(life.at(NODE2).order())
                .as("absence at what cannot be seen proves nothing")
                .isEqualTo(new Order.Deliver());

        life.reflectors.put(RR2, State.IN_SYNC);
        life.given(new ReflectorsSeen());
        assertThat(life.at(NODE2).order()).isEqualTo(new Order.Serve(new Announcement.Normal(), null));
    }

    @Test
    void what_cannot_be_proved_is_talked_about_and_never_assumed() {
        var life = arrived(ready(), NODE2).after(Duration.ofSeconds(30));

        assertThat(progressed(life).detail()).isNotNull();
        assertThat(life.at(NODE2).order()).isEqualTo(new Order.Deliver());
    }
}
