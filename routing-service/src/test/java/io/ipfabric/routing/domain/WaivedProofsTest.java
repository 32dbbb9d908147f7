package io.ipfabric.routing.domain;

import static io.ipfabric.routing.domain.Life.FIRST;
import static io.ipfabric.routing.domain.Life.NODE1;
import static io.ipfabric.routing.domain.Life.NODE2;
import static io.ipfabric.routing.domain.Life.NODE3;
import static io.ipfabric.routing.domain.Life.SECOND;
import static io.ipfabric.routing.domain.Life.V4;
import static io.ipfabric.routing.domain.Moves.HOLD;
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
import io.ipfabric.contracts.event.RouteEvent.MigrationProgressed;
import io.ipfabric.contracts.event.RouteEvent.ProofWaived;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.routing.domain.RoutingInput.MigrationStarted;
import io.ipfabric.routing.domain.RoutingInput.SilenceForced;
import io.ipfabric.routing.domain.RoutingInput.TimePassed;
import io.ipfabric.routing.domain.RoutingInput.VmStarted;
import io.ipfabric.routing.domain.Wait.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The table above {@link WaivedProofs}, cell by cell, and what follows where a STRICT move goes on without proof. The VM went from node1 to node2. */
class WaivedProofsTest {

    private static final Duration PROVED = Duration.ofSeconds(30);
    private static final Duration MOMENT = Duration.ofMillis(1);
    private static final NodeName NODE4 = NodeName.of("node4");
    private static final Announcement NORMAL = new Announcement.Normal();
    private static final Announcement PREFERRED = new Announcement.Preferred(1);

    /** How far the proof of node1's silence is. */
    private enum Proof {
        PROVED_SILENT,
        IN_TIME,
        OVERDUE_HOLD,
        OVERDUE_PROCEED;

        StrictTimeout policy() {
            return this == OVERDUE_PROCEED ? StrictTimeout.PROCEED : StrictTimeout.HOLD;
        }
    }

    @TestFactory
    Stream<DynamicTest> each_cell() {
        var orders = Stream.<@Nullable Order>of(
                        null,
                        new Order.Serve(PREFERRED, null),
                        new Order.Deliver(),
                        new Order.Prepare(NODE1),
                        new Order.Attract(NODE1, 1),
                        new Order.Await(NODE1),
                        new Order.Redirect(NODE1),
                        new Order.RedirectQuietly(NODE1),
                        new Order.Rest(),
                        new Order.Remove())
                .toList();
        return orders.stream().flatMap(told -> Stream.of(Proof.values())
                .map(proof -> DynamicTest.dynamicTest(told + ", " + proof, () -> assertCell(told, proof))));
    }

    private static void assertCell(@Nullable Order told, Proof proof) {
        boolean served = told instanceof Order.Serve;
        var life = given(told, proof);

        life.given(new TimePassed());

        assertThat(life.at(NODE2).order())
                .isEqualTo(
                        switch (proof) {
                            case PROVED_SILENT -> new Order.Serve(NORMAL, null);
                            case IN_TIME, OVERDUE_HOLD ->
                                served ? new Order.Serve(PREFERRED, null) : new Order.Deliver();
                            case OVERDUE_PROCEED -> new Order.Serve(PREFERRED, null);
                        });
        assertThat(waived(life)).hasSize(proof == Proof.OVERDUE_PROCEED && !served ? 1 : 0);
    }

    private static Life given(@Nullable Order told, Proof proof) {
        var life = Moves.running();
        life.reflectors.clear();
        var source = life.at(NODE1);
        var since = life.now.minus(proof == Proof.IN_TIME ? PROVED.minus(MOMENT) : PROVED);
        var leaving = Told.now(Epoch.of(2), new Order.RedirectQuietly(NODE2), List.of(V4), since, source);
        var endpoints = new TreeMap<>(life.state.endpoints());
        endpoints.put(
                NODE1,
                proof == Proof.PROVED_SILENT
                        ? leaving.seeing(new Told.Seen(leaving.order().forwarding(), Set.of(), true, false))
                        : leaving);
        if (told != null) {
            endpoints.put(NODE2, Told.now(Epoch.of(3), told, List.of(V4), since, null));
        }
        var placement = Objects.requireNonNull(life.state.placement())
                .movedBy(Move.begun(
                        new MigrationStarted(NODE2, SECOND, CutoverPolicy.STRICT, proof.policy()), life.now));
        life.state = life.state
                .placed(placement.seenDelivering())
                .with(new Allotment(FIRST, List.of(V4)))
                .withEndpoints(endpoints);
        return life;
    }

    private static List<ProofWaived> waived(Life life) {
        return life.told().stream()
                .filter(ProofWaived.class::isInstance)
                .map(ProofWaived.class::cast)
                .toList();
    }

    /** The guest is on node2, which said so; node1 does not answer. */
    private static Life waiting(StrictTimeout policy) {
        var ready = begun(CutoverPolicy.STRICT, policy)
                .reportsOn(NODE2)
                .reportsOn(NODE2)
                .reportsOn(NODE1);
        return arrived(ready, NODE2).reportsOn(NODE2);
    }

    private static Life proceeding() {
        return waiting(StrictTimeout.PROCEED).after(PROVED);
    }

    @Test
    void it_is_looked_at_when_the_time_is_over_and_not_before() {
        var life = waiting(StrictTimeout.PROCEED);
        assertThat(life.due).isEqualTo(life.now.plus(PROVED));

        life.after(PROVED.minus(MOMENT));
        assertThat(life.effects).isEmpty();

        life.after(MOMENT);
        assertThat(life.at(NODE2).order()).isEqualTo(new Order.Serve(PREFERRED, null));
    }

    @Test
    void it_is_told_of_whom_and_what_is_lacking_and_the_move_is_not_proved() {
        var life = proceeding();

        assertThat(waived(life)).singleElement().satisfies(waived -> {
            assertThat(waived.node()).isEqualTo(NODE1);
            assertThat(waived.epoch()).isEqualTo(life.epochAt(NODE1));
            assertThat(waived.lacks()).isEqualTo("node1 has not reported");
        });
        assertThat(progressed(life).phase()).isEqualTo(MigrationPhase.CONVERGING);
        assertThat(progressed(life).proved()).isFalse();
        assertThat(progressed(life).detail())
                .isEqualTo("goes on without proof (strictTimeout PROCEED): node1 has not reported");
        assertThat(phases(life)).as("and is told once").hasSize(1);
        assertThat(life.given(new TimePassed()).effects).isEmpty();
    }

    @Test
    void the_node_is_waited_for_as_before_and_that_is_said_for_as_long() {
        var life = proceeding();

        for (var pause : List.of(Duration.ZERO, PROVED, Duration.ofDays(1))) {
            assertThat(life.after(pause).state.overdue()).singleElement().satisfies(wait -> {
                assertThat(wait.kind()).isEqualTo(Kind.SOURCE_GONE);
                assertThat(wait.node()).isEqualTo(NODE1);
            });
            assertThat(life.at(NODE1).silentSince()).isNull();
            assertThat(life.doneOn(NODE2).at(NODE2).order()).isEqualTo(new Order.Serve(PREFERRED, null));
        }
    }

    @Test
    void a_source_that_comes_back_is_withdrawn_and_cleaned_and_the_move_stays_unproved() {
        var life = proceeding().doneOn(NODE2).after(Duration.ofHours(1));
        assertThat(life.at(NODE1).order()).isEqualTo(new Order.RedirectQuietly(NODE2));

        life.doneOn(NODE1);
        assertThat(life.at(NODE2).order()).isEqualTo(new Order.Serve(NORMAL, null));
        life.doneOn(NODE2).after(HOLD);
        assertThat(life.at(NODE1).order()).isEqualTo(new Order.Remove());
        life.goneFrom(NODE1);

        assertThat(life.state.endpoints()).containsOnlyKeys(NODE2);
        assertThat(progressed(life).phase()).isEqualTo(MigrationPhase.COMPLETED);
        assertThat(life.told())
                .filteredOn(MigrationProgressed.class::isInstance)
                .allSatisfy(fact ->
                        assertThat(((MigrationProgressed) fact).proved()).isFalse());
        assertThat(life.state.overdue()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void the_strongest_that_may_still_announce_is_outranked(int rank) {
        var life = waiting(StrictTimeout.PROCEED);
        var earlier = new Order.Serve(new Announcement.Preferred(rank), null);
        var leaving = life.at(NODE1);
        var before = Told.now(Epoch.of(1), earlier, leaving.addresses(), life.now, null);
        var endpoints = new TreeMap<>(life.state.endpoints());
        endpoints.put(NODE1, Told.now(leaving.epoch(), leaving.order(), leaving.addresses(), leaving.at(), before));
        life.state = life.state.withEndpoints(endpoints);

        life.after(PROVED);

        assertThat(life.at(NODE2).order()).isEqualTo(new Order.Serve(new Announcement.Preferred(1 + rank), null));
    }

    @Test
    void what_comes_in_time_is_proved_and_nothing_is_waived() {
        var life = waiting(StrictTimeout.PROCEED).after(PROVED.minus(MOMENT)).doneOn(NODE1);

        assertThat(life.at(NODE2).order()).isEqualTo(new Order.Serve(NORMAL, null));
        assertThat(waived(life)).isEmpty();
        assertThat(waived(life.after(MOMENT))).isEmpty();
    }

    @Test
    void seamless_knows_no_such_policy() {
        var life = arrived(
                        begun(CutoverPolicy.SEAMLESS, StrictTimeout.PROCEED)
                                .reportsOn(NODE2)
                                .reportsOn(NODE2)
                                .reportsOn(NODE1),
                        NODE2)
                .reportsOn(NODE2);

        assertThat(waived(life.after(PROVED))).isEmpty();
        assertThat(waived(life.after(PROVED))).isEmpty();
    }

    /** The order of a node that was to be rid of the VM stays the same, and with it what was waived of it. */
    @Test
    void what_was_waived_for_one_move_is_awaited_by_one_that_holds() {
        for (var policy : StrictTimeout.values()) {
            var life = given(new Order.Deliver(), Proof.OVERDUE_PROCEED);
            var endpoints = new TreeMap<>(life.state.endpoints());
            endpoints.put(
                    NODE1,
                    Told.now(
                                    Epoch.of(4),
                                    new Order.Remove(),
                                    List.of(V4),
                                    life.at(NODE1).at(),
                                    life.at(NODE1))
                            .waived(life.now));
            var held = Objects.requireNonNull(life.state.placement())
                    .movedBy(Move.begun(new MigrationStarted(NODE2, THIRD, CutoverPolicy.STRICT, policy), life.now));
            life.state = life.state.withEndpoints(endpoints).placed(held.seenDelivering());

            life.given(new TimePassed());

            assertThat(life.at(NODE2).order())
                    .isEqualTo(policy == StrictTimeout.HOLD ? new Order.Deliver() : new Order.Serve(PREFERRED, null));
        }
    }

    @Test
    void a_word_stands_for_the_proof_that_was_waived() {
        var life = proceeding().given(new SilenceForced(SECOND, new Force("node1 burnt down", null)));

        assertThat(life.at(NODE2).order()).isEqualTo(new Order.Serve(NORMAL, null));
        assertThat(progressed(life).detail()).isEqualTo("forced: node1 burnt down");
    }

    /** It may hold: what was waived for one move is no matter of the next one. */
    @Test
    void the_next_move_waits_anew() {
        var life = proceeding().doneOn(NODE2);
        life.given(new MigrationStarted(NODE3, THIRD, CutoverPolicy.STRICT, StrictTimeout.HOLD))
                .reportsOn(NODE3)
                .reportsOn(NODE3)
                .reportsOn(NODE2);
        arrived(life, NODE3).reportsOn(NODE3).doneOn(NODE2).after(Duration.ofHours(1));

        assertThat(life.at(NODE3).order()).isEqualTo(new Order.Deliver());
        life.goneFrom(NODE2).doneOn(NODE1);
        assertThat(life.at(NODE3).order()).isEqualTo(new Order.Serve(NORMAL, null));
    }

    /** node1 is dead, and the VM was started on node2. What node1 was told stays the same through both moves. */
    @Test
    void a_move_after_one_that_was_waived_is_waived_anew_and_not_proved_either() {
        var life = Moves.running();
        life.knows(NODE4);
        life.given(new VmStarted(NODE2, SECOND)).doneOn(NODE2);
        proceeds(life, NODE2, NODE3, THIRD).after(PROVED);
        assertThat(waived(life)).singleElement().matches(waived -> waived.node().equals(NODE1));
        life.doneOn(NODE3).after(HOLD).doneOn(NODE2);
        assertThat(life.state.endpoints()).containsOnlyKeys(NODE1, NODE3);

        proceeds(life, NODE3, NODE4, Generation.of(4));

        assertThat(waived(life))
                .as("at once: node1 has had its time")
                .singleElement()
                .satisfies(waived -> {
                    assertThat(waived.node()).isEqualTo(NODE1);
                    assertThat(waived.epoch()).isEqualTo(life.epochAt(NODE1));
                });
        assertThat(progressed(life).phase()).isEqualTo(MigrationPhase.CONVERGING);
        assertThat(progressed(life).proved()).isFalse();
        assertThat(life.at(NODE4).order()).isEqualTo(new Order.Serve(PREFERRED, null));
        life.doneOn(NODE1);
        assertThat(life.at(NODE4).order()).isEqualTo(new Order.Serve(NORMAL, null));
        life.doneOn(NODE4);
        assertThat(progressed(life).phase()).isEqualTo(MigrationPhase.CLEANING);
        assertThat(progressed(life).proved()).isFalse();
    }

    /** Both are told of node3 at the same time, and have 30 s from then. */
    @Test
    void the_next_move_waits_for_its_own_source() {
        var life = proceeding().doneOn(NODE2);
        life.given(new MigrationStarted(NODE3, THIRD, CutoverPolicy.STRICT, StrictTimeout.PROCEED))
                .reportsOn(NODE3)
                .reportsOn(NODE3)
                .reportsOn(NODE2);
        arrived(life, NODE3).reportsOn(NODE3).after(PROVED.minus(MOMENT));

        assertThat(life.at(NODE3).order()).isEqualTo(new Order.Deliver());
        assertThat(waived(life.after(MOMENT))).extracting(ProofWaived::node).containsExactly(NODE1, NODE2);
    }

    /** Until its source is proved silent. */
    private static Life proceeds(Life life, NodeName source, NodeName target, Generation generation) {
        life.given(new MigrationStarted(target, generation, CutoverPolicy.STRICT, StrictTimeout.PROCEED))
                .reportsOn(target)
                .reportsOn(target)
                .reportsOn(source);
        return arrived(life, target).reportsOn(target).doneOn(source);
    }
}
