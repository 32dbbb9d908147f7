package io.ipfabric.routing.domain;

import static io.ipfabric.routing.domain.Life.NODE1;
import static io.ipfabric.routing.domain.Life.NODE2;
import static io.ipfabric.routing.domain.Life.NODE3;
import static io.ipfabric.routing.domain.Life.SECOND;
import static io.ipfabric.routing.domain.Moves.SETTLE;
import static io.ipfabric.routing.domain.Moves.THIRD;
import static io.ipfabric.routing.domain.Moves.arrived;
import static io.ipfabric.routing.domain.Moves.begun;
import static io.ipfabric.routing.domain.Moves.phases;
import static io.ipfabric.routing.domain.Moves.ready;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.routing.domain.RoutingInput.EndpointReported;
import io.ipfabric.routing.domain.RoutingInput.MigrationCancelled;
import io.ipfabric.routing.domain.RoutingInput.VmDeleted;
import io.ipfabric.routing.domain.RoutingInput.VmStarted;
import io.ipfabric.routing.domain.RoutingInput.VmStopped;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A move that is cancelled, stopped, deleted or overtaken. */
class GivenUpMoveTest {

    @Test
    void cancelled_the_target_withdraws_goes_on_redirecting_and_then_goes() {
        var life = ready().given(new MigrationCancelled(SECOND));
        assertThat(phases(life)).containsExactly(MigrationPhase.CANCELLED);
        assertThat(life.at(NODE2).order()).isEqualTo(new Order.RedirectQuietly(NODE1));
        assertThat(life.at(NODE1).order()).isEqualTo(new Order.Serve(new Announcement.Normal(), null));

        life.doneOn(NODE1).doneOn(NODE2).after(SETTLE);
        assertThat(life.at(NODE2).order()).isEqualTo(new Order.Remove());

        life.doneOn(NODE2);
        assertThat(life.state.endpoints()).containsOnlyKeys(NODE1);
    }

    @Test
    void prepared_only_it_goes_at_once() {
        var life = begun(CutoverPolicy.SEAMLESS).given(new MigrationCancelled(SECOND));

        assertThat(life.instructed().node()).isEqualTo(NODE2);
        assertThat(life.at(NODE2).order()).isEqualTo(new Order.Remove());
    }

    @Test
    void too_late_it_changes_nothing() {
        var life = arrived(ready(), NODE2).given(new MigrationCancelled(SECOND));

        assertThat(life.effects).isEmpty();
    }

    @Test
    void an_arrival_after_it_changes_nothing() {
        var life = ready();
        var report = life.reportAsTold(NODE2, new Forwarding.Local());
        life.given(new MigrationCancelled(SECOND)).given(new EndpointReported(report));

        assertThat(life.effects).isEmpty();
        assertThat(life.placedOn()).isEqualTo(NODE1);
    }

    @Test
    void a_stop_in_the_middle_withdraws_everywhere() {
        var life = ready().given(new VmStopped(SECOND));

        assertThat(phases(life)).containsExactly(MigrationPhase.CANCELLED);
        assertThat(life.at(NODE1).order()).isEqualTo(new Order.Rest());
        assertThat(life.at(NODE2).order()).isEqualTo(new Order.Remove());
    }

    @Test
    void a_deletion_removes_everywhere_whatever_was_seen() {
        for (var life : List.of(ready(), arrived(ready(), NODE2))) {
            life.given(new VmDeleted(SECOND));

            assertThat(life.state.endpoints().values()).allMatch(Told::isRemoved);
            life.doneOn(NODE1).doneOn(NODE2);
            assertThat(life.state.endpoints()).isEmpty();
            assertThat(life.state.ended()).isTrue();
        }
    }

    @Test
    void a_start_elsewhere_overtakes_it() {
        var life = ready().given(new VmStarted(NODE3, THIRD));

        assertThat(life.at(NODE1).order()).isEqualTo(new Order.Remove());
        assertThat(life.at(NODE3).order().announcement()).isInstanceOf(Announcement.Preferred.class);
    }
}
