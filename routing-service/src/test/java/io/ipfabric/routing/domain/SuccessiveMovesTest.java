package io.ipfabric.routing.domain;

import static io.ipfabric.routing.domain.Life.NODE1;
import static io.ipfabric.routing.domain.Life.NODE2;
import static io.ipfabric.routing.domain.Life.NODE3;
import static io.ipfabric.routing.domain.Life.SECOND;
import static io.ipfabric.routing.domain.Moves.SETTLE;
import static io.ipfabric.routing.domain.Moves.THIRD;
import static io.ipfabric.routing.domain.Moves.arrived;
import static io.ipfabric.routing.domain.Moves.phases;
import static io.ipfabric.routing.domain.Moves.ready;
import static io.ipfabric.routing.domain.Moves.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.routing.domain.RoutingInput.MigrationStarted;
import io.ipfabric.routing.domain.RoutingInput.VmStarted;
import org.junit.jupiter.api.Test;

/** Moves that begin before the last one is over. */
class SuccessiveMovesTest {

    @Test
    void migrated_back_at_once_the_old_source_attracts_above_the_target() {
        var life = arrived(ready(), NODE2).reportsOn(NODE1).reportsOn(NODE2);

        life.given(new MigrationStarted(NODE1, THIRD, CutoverPolicy.SEAMLESS, StrictTimeout.HOLD));

        assertThat(phases(life)).containsExactly(MigrationPhase.COMPLETED, MigrationPhase.PREPARING);
        assertThat(life.at(NODE1).order()).isEqualTo(new Order.Attract(NODE2, 2));

        life.doneOn(NODE1);
        assertThat(life.at(NODE2).order()).isEqualTo(new Order.Serve(new Announcement.Preferred(1), NODE1));

        arrived(life.doneOn(NODE2).after(SETTLE), NODE1);
        assertThat(life.placedOn()).isEqualTo(NODE1);
        assertThat(life.at(NODE2).order()).isEqualTo(new Order.Redirect(NODE1));
    }

    @Test
    void on_to_a_third_node_all_older_ones_redirect_to_it() {
        var life = arrived(ready(), NODE2).reportsOn(NODE1).reportsOn(NODE2);
        life.given(new MigrationStarted(NODE3, THIRD, CutoverPolicy.SEAMLESS, StrictTimeout.HOLD))
                .reportsOn(NODE3);
        life.doneOn(NODE2).doneOn(NODE3).after(SETTLE);

        arrived(life, NODE3);

        assertThat(life.at(NODE1).order().forwarding()).isEqualTo(new Forwarding.Via(NODE3));
        assertThat(life.at(NODE2).order().forwarding()).isEqualTo(new Forwarding.Via(NODE3));
    }

    @Test
    void an_older_target_that_never_answered_is_outranked() {
        var life = running().given(new VmStarted(NODE2, SECOND), new VmStarted(NODE3, THIRD));

        assertThat(life.at(NODE3).order().announcement()).isEqualTo(new Announcement.Preferred(2));
    }
}
