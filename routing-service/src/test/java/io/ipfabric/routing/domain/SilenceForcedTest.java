package io.ipfabric.routing.domain;

import static io.ipfabric.routing.domain.Life.FIRST;
import static io.ipfabric.routing.domain.Life.NODE1;
import static io.ipfabric.routing.domain.Life.NODE2;
import static io.ipfabric.routing.domain.Life.SECOND;
import static io.ipfabric.routing.domain.Moves.HOLD;
import static io.ipfabric.routing.domain.Moves.SETTLE;
import static io.ipfabric.routing.domain.Moves.THIRD;
import static io.ipfabric.routing.domain.Moves.arrived;
import static io.ipfabric.routing.domain.Moves.begun;
import static io.ipfabric.routing.domain.Moves.phases;
import static io.ipfabric.routing.domain.Moves.progressed;
import static io.ipfabric.routing.domain.Moves.ready;
import static io.ipfabric.routing.domain.Moves.running;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Force;
import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.RouteEvent.MigrationProgressed;
import io.ipfabric.contracts.event.RouteEvent.RouteStray;
import io.ipfabric.contracts.event.RouteEvent.RouteWithdrawn;
import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.value.FabricId;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.routing.domain.RoutingInput.AddressesReleased;
import io.ipfabric.routing.domain.RoutingInput.EndpointReported;
import io.ipfabric.routing.domain.RoutingInput.MigrationStarted;
import io.ipfabric.routing.domain.RoutingInput.ReflectorsSeen;
import io.ipfabric.routing.domain.RoutingInput.SilenceForced;
import io.ipfabric.routing.domain.RoutingInput.VmDeleted;
import io.ipfabric.routing.domain.RoutingInput.VmStarted;
import io.ipfabric.routing.domain.RoutingInput.VmStopped;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What goes on when an operator's word stands for the proof that a node is silent, and what does not. */
class SilenceForcedTest {

    private static final Duration PROVED = Duration.ofSeconds(30);
    private static final Force FORCE = new Force("node1 burnt down", "night shift");

    private static SilenceForced word(@Nullable Generation move) {
        return new SilenceForced(move, FORCE);
    }

    /** The guest is on node2, and node1 does not answer any more. */
    private static Life strict() {
        var ready =
                begun(CutoverPolicy.STRICT).reportsOn(NODE2).reportsOn(NODE2).reportsOn(NODE1);
        return arrived(ready, NODE2).reportsOn(NODE2).after(PROVED);
    }

    private static Life seamless() {
        return arrived(ready(), NODE2).reportsOn(NODE2).after(SETTLE).after(PROVED);
    }

    @Test
    void a_strict_target_announces() {
        var life = strict();
        assertThat(life.at(NODE2).order()).isEqualTo(new Order.Deliver());

        life.given(word(SECOND));

        assertThat(life.at(NODE2).order()).isEqualTo(new Order.Serve(new Announcement.Normal(), null));
        assertThat(progressed(life).proved()).isFalse();
        assertThat(progressed(life).detail()).isEqualTo("forced: node1 burnt down (night shift)");
        assertThat(life.doneOn(NODE2).told())
                .anySatisfy(fact -> assertThat(fact).isInstanceOfSatisfying(MigrationProgressed.class, progressed -> {
                    assertThat(progressed.phase()).isEqualTo(MigrationPhase.CLEANING);
                    assertThat(progressed.proved()).as("it stays so to the end").isFalse();
                }));
    }

    @Test
    void a_seamless_source_that_burnt_down_is_left_behind() {
        var life = seamless();
        assertThat(life.at(NODE2).order()).isEqualTo(new Order.Serve(new Announcement.Preferred(1), null));

        life.given(word(SECOND));
        assertThat(life.at(NODE2).order()).isEqualTo(new Order.Serve(new Announcement.Normal(), null));

        life.doneOn(NODE2).after(HOLD);
        assertThat(life.at(NODE1).order()).isEqualTo(new Order.Remove());
        assertThat(phases(life)).containsExactly(MigrationPhase.COMPLETED);
        assertThat(life.state.move()).isNull();
        assertThat(life.due).as("nobody waits for it").isNull();
    }

    @Test
    void it_is_about_the_migration_that_it_names() {
        for (var other : new Generation[] {FIRST, THIRD}) {
            assertThat(seamless().given(word(other)).effects).isEmpty();
        }
    }

    @Test
    void before_the_switch_there_is_nothing_to_force() {
        var life = ready().after(Duration.ofHours(1));

        assertThat(life.given(word(SECOND)).effects).isEmpty();
    }

    @Test
    void a_source_that_is_the_backup_path_stays_so_and_that_is_said() {
        var life = ready();
        life.reflectors.replaceAll((_, _) -> State.LOST);
        arrived(life.given(new ReflectorsSeen()), NODE2).reportsOn(NODE2).after(PROVED);

        life.given(word(SECOND));

        assertThat(life.at(NODE1).order()).isEqualTo(new Order.Redirect(NODE2));
        assertThat(progressed(life).detail())
                .isEqualTo("nothing could be forced; it waits: no reflector is in sync: {rr1=LOST, rr2=LOST}");
    }

    @Test
    void an_address_is_released_and_the_node_stays_known() {
        var life = running().given(new VmDeleted(FIRST)).after(PROVED);

        life.given(word(null));

        assertThat(life.told().stream().filter(RouteWithdrawn.class::isInstance))
                .hasSize(2)
                .allMatch(fact -> ((RouteWithdrawn) fact).ended());
        life.given(new AddressesReleased(FIRST));
        assertThat(life.state.endpoints()).as("its removal is not proved").containsOnlyKeys(NODE1);
        assertThat(life.state.overdue()).isEmpty();

        life.goneFrom(NODE1);
        assertThat(life.state.hasOnlyPast()).isTrue();
    }

    @Test
    void a_word_for_a_stop_does_not_release_an_address_later() {
        var stopped = running().given(new VmStopped(FIRST)).after(PROVED).given(word(null));
        assertThat(stopped.at(NODE1).silentSince()).isNotNull();

        var deleted = stopped.given(new VmDeleted(FIRST));

        assertThat(deleted.at(NODE1).silentSince()).isNull();
        assertThat(deleted.told()).noneMatch(RouteWithdrawn.class::isInstance);
        deleted.after(PROVED).given(word(null));
        assertThat(deleted.told()).anyMatch(fact -> fact instanceof RouteWithdrawn withdrawn && withdrawn.ended());
    }

    /** Or a node that was cut off while many VMs were released by force would meet removals that nobody confirms. */
    @Test
    void a_forced_removal_counts_until_the_node_has_done_it() {
        var life = running();
        var fabric = FabricId.of("00000000-0000-4000-8000-000000000000");
        var manifest = NodeManifest.empty(fabric, NODE1, 0);
        for (var step : new RoutingInput[] {new VmDeleted(FIRST), word(null)}) {
            var before = life.state;
            life.now = life.now.plus(PROVED);
            life.given(step);
            manifest = manifest.after(before, new RoutingTransition(life.state, life.effects, life.due));
            assertThat(manifest.removals()).isEqualTo(1);
        }

        var before = life.state;
        life.goneFrom(NODE1);
        manifest = manifest.after(before, new RoutingTransition(life.state, life.effects, life.due));
        assertThat(manifest.removals()).isZero();
    }

    @Test
    void what_reflectors_still_hold_of_it_is_a_stray() {
        var life = running().given(new VmDeleted(FIRST)).after(PROVED);

        life.given(word(null));

        assertThat(life.told().stream().filter(RouteStray.class::isInstance)).hasSize(4);
    }

    @Test
    void a_stopped_vm_is_withdrawn_and_starts_elsewhere_as_if_it_were_proved() {
        var life = running().given(new VmStopped(FIRST)).after(PROVED);

        life.given(word(null));
        assertThat(life.told().stream().filter(RouteWithdrawn.class::isInstance))
                .hasSize(2)
                .noneMatch(fact -> ((RouteWithdrawn) fact).ended());

        life.given(new VmStarted(NODE2, SECOND));
        assertThat(life.at(NODE2).order()).isEqualTo(new Order.Serve(new Announcement.Normal(), null));
    }

    @Test
    void who_is_told_to_come_back_has_to_prove_everything_again() {
        var life = seamless().given(word(SECOND)).doneOn(NODE2);

        life.given(new MigrationStarted(NODE1, THIRD, CutoverPolicy.STRICT, StrictTimeout.HOLD));
        assertThat(life.at(NODE1).order()).isEqualTo(new Order.Prepare(NODE2));

        assertThat(life.at(NODE1).proof()).isEqualTo(Told.Proof.NONE);
    }

    @Test
    void the_word_is_not_taken_for_another_node() {
        var life = seamless().given(word(SECOND));

        assertThat(forced(life)).containsOnlyKeys(NODE1);
    }

    @Test
    void evidence_that_comes_after_all_is_still_heard() {
        var life = seamless().given(word(SECOND)).doneOn(NODE2).after(HOLD);
        var late = life.report(NODE1, false);

        life.given(new EndpointReported(late));

        assertThat(life.state.endpoints()).containsOnlyKeys(NODE2);
    }

    private static Map<Object, Object> forced(Life life) {
        var all = new TreeMap<Object, Object>(life.state.endpoints());
        all.values().removeIf(told -> ((Told) told).proof().forced() == null);
        return all;
    }
}
