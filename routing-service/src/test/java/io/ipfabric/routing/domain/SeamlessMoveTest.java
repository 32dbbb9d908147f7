package io.ipfabric.routing.domain;

import static io.ipfabric.routing.domain.Life.FIRST;
import static io.ipfabric.routing.domain.Life.NODE1;
import static io.ipfabric.routing.domain.Life.NODE2;
import static io.ipfabric.routing.domain.Life.RR1;
import static io.ipfabric.routing.domain.Life.SECOND;
import static io.ipfabric.routing.domain.Life.V4;
import static io.ipfabric.routing.domain.Life.V6;
import static io.ipfabric.routing.domain.Life.placed;
import static io.ipfabric.routing.domain.Moves.HOLD;
import static io.ipfabric.routing.domain.Moves.SETTLE;
import static io.ipfabric.routing.domain.Moves.arrived;
import static io.ipfabric.routing.domain.Moves.begun;
import static io.ipfabric.routing.domain.Moves.phases;
import static io.ipfabric.routing.domain.Moves.progressed;
import static io.ipfabric.routing.domain.Moves.ready;
import static io.ipfabric.routing.domain.Moves.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Endpoint.Evidence;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.RouteEvent.RouteAnnounced;
import io.ipfabric.contracts.event.RouteEvent.RouteConfirmed;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.routing.domain.RoutingInput.AddressesAllocated;
import io.ipfabric.routing.domain.RoutingInput.EndpointReported;
import io.ipfabric.routing.domain.RoutingInput.MigrationStarted;
import io.ipfabric.routing.domain.RoutingInput.MigrationSwitched;
import io.ipfabric.routing.domain.RoutingInput.ReflectorsSeen;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A move in the seamless order. */
class SeamlessMoveTest {

    @Test
    void the_target_is_prepared_first() {
        var life = begun(CutoverPolicy.SEAMLESS);

        assertThat(life.instructed().node()).isEqualTo(NODE2);
        var endpoint = life.instructed().endpoint();
        assertThat(endpoint.forwarding()).isEqualTo(new Forwarding.Via(NODE1));
        assertThat(endpoint.announcement()).isEqualTo(new Announcement.Silent());
        assertThat(endpoint.generation()).isEqualTo(SECOND);
        assertThat(phases(life)).containsExactly(MigrationPhase.PREPARING);
    }

    @Test
    void nobody_is_sent_to_a_source_that_was_not_seen_to_deliver() {
        var life = Life.withReflectors()
                .given(placed(NODE1, 1, true), new AddressesAllocated(FIRST, List.of(V4, V6)))
                .given(new MigrationStarted(NODE2, SECOND, CutoverPolicy.SEAMLESS, StrictTimeout.HOLD));
        assertThat(life.intents()).isEmpty();

        life.reportsOn(NODE1);

        assertThat(life.instructed().node()).isEqualTo(NODE2);
    }

    @Test
    void prepared_it_attracts_and_both_may_act_by_themselves() {
        var life = begun(CutoverPolicy.SEAMLESS).reportsOn(NODE2);

        assertThat(life.at(NODE2).order()).isEqualTo(new Order.Attract(NODE1, 1));
        assertThat(life.instructed().endpoint().armed()).isNotNull();
        assertThat(life.at(NODE1).order())
                .as("the target does not yet drop what would go round")
                .isEqualTo(new Order.Serve(new Announcement.Normal(), null));

        life.reportsOn(NODE2);
        assertThat(life.at(NODE1).order()).isEqualTo(new Order.Serve(new Announcement.Normal(), NODE2));
        assertThat(life.instructed().endpoint().armed()).isNotNull();
    }

    @Test
    void ready_is_told_once_everybody_had_time_to_follow() {
        var life = begun(CutoverPolicy.SEAMLESS).reportsOn(NODE2);
        life.reportsOn(NODE2).reportsOn(NODE1);
        life.reflected(RR1, NODE2);
        life.given(new ReflectorsSeen());
        assertThat(phases(life)).isEmpty();
        life.reflectedOf(NODE2);
        assertThat(phases(life)).isEmpty();
        assertThat(life.due).isEqualTo(life.now.plus(SETTLE));

        life.after(SETTLE);

        assertThat(phases(life)).containsExactly(MigrationPhase.READY);
        assertThat(progressed(life).proved()).isTrue();
        assertThat(life.intents()).isEmpty();
    }

    @Test
    void ready_comes_unproved_when_its_time_is_over() {
        var life = begun(CutoverPolicy.SEAMLESS).reportsOn(NODE2);
        life.reportsOn(NODE2).reportsOn(NODE1).after(Duration.ofSeconds(5));

        assertThat(progressed(life).phase()).isEqualTo(MigrationPhase.READY);
        assertThat(progressed(life).proved()).isFalse();
        assertThat(progressed(life).detail()).contains("reflectors");
    }

    @Test
    void a_target_that_is_not_ready_in_time_fails_and_the_source_is_untouched() {
        var life = begun(CutoverPolicy.SEAMLESS);
        var before = life.at(NODE1);
        life.after(Duration.ofSeconds(30));

        assertThat(phases(life)).containsExactly(MigrationPhase.FAILED);
        assertThat(life.at(NODE2).order()).isEqualTo(new Order.Remove());
        assertThat(life.at(NODE1)).isEqualTo(before);
    }

    @Test
    void ready_lasts_and_is_only_talked_about() {
        var life = ready().after(Duration.ofMinutes(15));

        assertThat(progressed(life).phase()).isEqualTo(MigrationPhase.READY);
        assertThat(progressed(life).detail()).isNotNull();
        assertThat(life.intents()).isEmpty();
        assertThat(life.after(Duration.ofHours(10)).effects).isEmpty();
    }

    @Test
    void the_arrival_at_the_target_is_the_switch() {
        var life = arrived(ready(), NODE2);

        assertThat(phases(life)).containsExactly(MigrationPhase.SWITCHED, MigrationPhase.CONVERGING);
        assertThat(life.at(NODE1).order()).isEqualTo(new Order.Redirect(NODE2));
        assertThat(life.at(NODE2).order()).isEqualTo(new Order.Serve(new Announcement.Preferred(1), null));
        assertThat(life.told()).anyMatch(RouteAnnounced.class::isInstance).anyMatch(RouteConfirmed.class::isInstance);
    }

    @Test
    void a_source_that_redirects_by_itself_is_no_arrival() {
        var life = ready();

        life.given(new EndpointReported(life.reportAsTold(NODE1, new Forwarding.Via(NODE2))));
        assertThat(life.effects).isEmpty();

        var following = life.report(NODE1, life.epochAt(NODE1), new Forwarding.Via(NODE2), true, false, true);
        assertThat(life.given(new EndpointReported(following)).effects)
                .as("what FRR says while it follows is no drift")
                .isEmpty();
    }

    @Test
    void the_source_announces_as_the_backup_until_the_target_is_followed() {
        var life = arrived(ready(), NODE2).reportsOn(NODE1).reportsOn(NODE2);
        assertThat(life.at(NODE1).order()).isEqualTo(new Order.Redirect(NODE2));

        life.after(SETTLE);

        assertThat(life.instructed().endpoint().forwarding()).isEqualTo(new Forwarding.Via(NODE2));
        assertThat(life.at(NODE1).order()).isEqualTo(new Order.RedirectQuietly(NODE2));
    }

    @Test
    void the_target_is_normal_once_the_source_is_proved_silent_by_node_and_reflectors() {
        var life = arrived(ready(), NODE2).reportsOn(NODE1).reportsOn(NODE2).after(SETTLE);

        life.reportsOn(NODE1);
        assertThat(life.at(NODE2).order()).isEqualTo(new Order.Serve(new Announcement.Preferred(1), null));
        life.reflected(RR1, NODE1);
        life.given(new ReflectorsSeen());
        assertThat(life.at(NODE2).order()).isEqualTo(new Order.Serve(new Announcement.Preferred(1), null));

        life.reflectedOf(NODE1);

        assertThat(life.at(NODE2).order()).isEqualTo(new Order.Serve(new Announcement.Normal(), null));
    }

    @Test
    void the_source_goes_after_a_while_and_that_is_the_end() {
        var life = arrived(ready(), NODE2).reportsOn(NODE1).reportsOn(NODE2).after(SETTLE);
        life.doneOn(NODE1).doneOn(NODE2);
        assertThat(phases(life)).containsExactly(MigrationPhase.CLEANING);

        life.after(HOLD);
        assertThat(life.at(NODE1).order()).isEqualTo(new Order.Remove());

        life.doneOn(NODE1);
        assertThat(life.state.endpoints()).containsOnlyKeys(NODE2);
        assertThat(life.state.move()).isNull();
        assertThat(life.due).isNull();
    }

    @Test
    void without_notice_the_target_delivers_and_is_preferred_at_once() {
        var life = running().given(new MigrationSwitched(NODE2, SECOND, CutoverPolicy.SEAMLESS, StrictTimeout.HOLD));

        assertThat(phases(life)).containsExactly(MigrationPhase.PREPARING, MigrationPhase.SWITCHED);
        assertThat(life.at(NODE1).order()).isEqualTo(new Order.Serve(new Announcement.Normal(), NODE2));
        assertThat(life.at(NODE2).order()).isEqualTo(new Order.Serve(new Announcement.Preferred(1), null));

        life.given(new EndpointReported(life.reportAsTold(NODE1, new Forwarding.Via(NODE2))));
        assertThat(life.effects).isEmpty();

        life.reportsOn(NODE2);
        assertThat(life.at(NODE1).order()).isEqualTo(new Order.Redirect(NODE2));
    }

    @Test
    void the_producers_word_and_the_arrival_may_come_in_either_order() {
        var life = ready().given(new MigrationSwitched(NODE2, SECOND, CutoverPolicy.SEAMLESS, StrictTimeout.HOLD));
        assertThat(phases(life)).containsExactly(MigrationPhase.SWITCHED);
        assertThat(life.at(NODE1).order()).isEqualTo(new Order.Serve(new Announcement.Normal(), NODE2));
        life.reportsOn(NODE2);
        assertThat(life.at(NODE1).order()).isEqualTo(new Order.Redirect(NODE2));

        var other = arrived(ready(), NODE2)
                .given(new MigrationSwitched(NODE2, SECOND, CutoverPolicy.SEAMLESS, StrictTimeout.HOLD));
        assertThat(other.effects).isEmpty();
    }

    @Test
    void what_is_armed_says_what_to_do_on_which_evidence() {
        var life = begun(CutoverPolicy.SEAMLESS).reportsOn(NODE2);
        var target = Objects.requireNonNull(life.instructed().endpoint().armed());
        assertThat(target.on()).isEqualTo(Evidence.GUEST_ARRIVED);
        assertThat(target.then()).isEqualTo(new Forwarding.Local());

        var source = Objects.requireNonNull(
                life.reportsOn(NODE2).instructed().endpoint().armed());
        assertThat(source.on()).isEqualTo(Evidence.GUEST_LEFT);
        assertThat(source.then()).isEqualTo(new Forwarding.Via(NODE2));
    }
}
