package io.ipfabric.routing.domain;

import static io.ipfabric.routing.domain.Life.NODE1;
import static io.ipfabric.routing.domain.Life.NODE2;
import static io.ipfabric.routing.domain.Life.RR1;
import static io.ipfabric.routing.domain.Life.RR2;
import static io.ipfabric.routing.domain.Life.SECOND;
import static io.ipfabric.routing.domain.Moves.THIRD;
import static io.ipfabric.routing.domain.Moves.arrived;
import static io.ipfabric.routing.domain.Moves.begun;
import static io.ipfabric.routing.domain.Moves.phases;
import static io.ipfabric.routing.domain.Moves.progressed;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Force;
import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.routing.domain.RoutingInput.MigrationStarted;
import io.ipfabric.routing.domain.RoutingInput.MigrationSwitched;
import io.ipfabric.routing.domain.RoutingInput.ReflectorsSeen;
import io.ipfabric.routing.domain.RoutingInput.SilenceForced;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

    /** Told by its producer that it switched, and to go back, before anybody reported: the source announces still. */
    private Life sentBack(CutoverPolicy cutover, StrictTimeout strictTimeout) {
        return begun(CutoverPolicy.STRICT, strictTimeout)
                .reportsOn(NODE2)
                .reportsOn(NODE2)
                .reportsOn(NODE1)
                .given(new MigrationSwitched(NODE2, SECOND, CutoverPolicy.STRICT, strictTimeout))
                .given(new MigrationStarted(NODE1, THIRD, cutover, strictTimeout));
    }

    @ParameterizedTest
    @EnumSource(CutoverPolicy.class)
    void sent_back_at_once_it_announces_only_when_the_source_is_proved_silent_that_is_the_next_target(
            CutoverPolicy cutover) {
        var life = sentBack(cutover, StrictTimeout.HOLD);
        assertThat(life.at(NODE2).order()).isEqualTo(new Order.Deliver());
        assertThat(life.at(NODE1).order()).isInstanceOf(Order.Serve.class);

        life.reportsOn(NODE2);
        assertThat(life.at(NODE1).order()).isEqualTo(new Order.Prepare(NODE2));
        assertThat(life.at(NODE2).order()).isEqualTo(new Order.Deliver());

        life.reflectedOf(NODE1).reportsOn(NODE1);
        assertThat(life.at(NODE2).order()).isInstanceOf(Order.Serve.class);
        life.reportsOn(NODE2);
        assertThat(life.at(NODE1).order().armed())
                .as("its part in the next move")
                .isNotNull();
    }

    @Test
    void the_next_move_is_given_up_where_its_target_is_not_proved_silent_and_that_is_waited_for_like_any_source() {
        var life = sentBack(CutoverPolicy.STRICT, StrictTimeout.HOLD).reportsOn(NODE2);

        life.after(Duration.ofSeconds(30));
        assertThat(phases(life)).containsExactly(MigrationPhase.FAILED);
        assertThat(life.at(NODE2).order()).isEqualTo(new Order.Deliver());
        assertThat(life.at(NODE1).order()).isInstanceOf(Order.Leaving.class);

        life.after(Duration.ofSeconds(30)).given(new SilenceForced(null, new Force("node1 burnt down", null)));
        assertThat(life.at(NODE2).order()).isInstanceOf(Order.Serve.class);
    }

    /** Its agent does all that a target does, but its former route is shown still. */
    @Test
    void the_next_move_is_not_ready_before_its_target_is_silent() {
        var life = sentBack(CutoverPolicy.STRICT, StrictTimeout.PROCEED)
                .reportsOn(NODE2)
                .reportsOn(NODE1);
        assertThat(life.at(NODE1).order()).isEqualTo(new Order.Await(NODE2));
        assertThat(life.after(Duration.ofSeconds(5)).effects).isEmpty();

        life.after(Duration.ofSeconds(25));
        assertThat(phases(life)).containsExactly(MigrationPhase.FAILED);
        life.after(Duration.ofSeconds(30));
        assertThat(life.at(NODE2).order()).isEqualTo(new Order.Serve(new Announcement.Preferred(1), null));
    }

    @Test
    void with_proceed_it_is_outranked_when_that_time_is_over() {
        var life = sentBack(CutoverPolicy.STRICT, StrictTimeout.PROCEED)
                .reportsOn(NODE2)
                .after(Duration.ofSeconds(30))
                .after(Duration.ofSeconds(30));

        assertThat(life.at(NODE2).order()).isEqualTo(new Order.Serve(new Announcement.Preferred(1), null));
    }
}
