package io.ipfabric.routing.domain;

import static io.ipfabric.routing.domain.Life.FIRST;
import static io.ipfabric.routing.domain.Life.NODE1;
import static io.ipfabric.routing.domain.Life.NODE2;
import static io.ipfabric.routing.domain.Life.NODE3;
import static io.ipfabric.routing.domain.Life.RR1;
import static io.ipfabric.routing.domain.Life.RR2;
import static io.ipfabric.routing.domain.Life.SECOND;
import static io.ipfabric.routing.domain.Life.V4;
import static io.ipfabric.routing.domain.Life.V6;
import static io.ipfabric.routing.domain.Life.placed;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Endpoint.Evidence;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.RouteEvent.MigrationProgressed;
import io.ipfabric.contracts.event.RouteEvent.RouteAnnounced;
import io.ipfabric.contracts.event.RouteEvent.RouteConfirmed;
import io.ipfabric.contracts.event.RouteEvent.RouteDrifted;
import io.ipfabric.contracts.event.RouteEvent.RouteStray;
import io.ipfabric.contracts.event.RouteObservation.Path;
import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.routing.domain.ReflectorSights.HeldPath;
import io.ipfabric.routing.domain.RoutingInput.AddressesAllocated;
import io.ipfabric.routing.domain.RoutingInput.EndpointReported;
import io.ipfabric.routing.domain.RoutingInput.MigrationCancelled;
import io.ipfabric.routing.domain.RoutingInput.MigrationStarted;
import io.ipfabric.routing.domain.RoutingInput.MigrationSwitched;
import io.ipfabric.routing.domain.RoutingInput.ReflectorsSeen;
import io.ipfabric.routing.domain.RoutingInput.VmDeleted;
import io.ipfabric.routing.domain.RoutingInput.VmStarted;
import io.ipfabric.routing.domain.RoutingInput.VmStopped;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MoveTest {

    private static final Duration SETTLE = Duration.ofMillis(250);
    private static final Duration HOLD = Duration.ofSeconds(30);
    private static final Generation THIRD = Generation.of(3);

    private static Life running() {
        return Life.withReflectors()
                .given(placed(NODE1, 1, true), new AddressesAllocated(FIRST, List.of(V4, V6)))
                .doneOn(NODE1);
    }

    private static Life begun(CutoverPolicy cutover) {
        return running().given(new MigrationStarted(NODE2, SECOND, cutover));
    }

    /** The target attracts, the source may redirect, everybody follows. */
    private static Life ready() {
        return begun(CutoverPolicy.SEAMLESS)
                .reportsOn(NODE2)
                .reportsOn(NODE2)
                .reportsOn(NODE1)
                .doneOn(NODE2)
                .after(SETTLE);
    }

    private static Life arrived(Life life, NodeName target) {
        return life.given(new EndpointReported(life.reportAsTold(target, new Forwarding.Local())));
    }

    private static List<MigrationPhase> phases(Life life) {
        return life.told().stream()
                .filter(MigrationProgressed.class::isInstance)
                .map(event -> ((MigrationProgressed) event).phase())
                .toList();
    }

    private static MigrationProgressed progressed(Life life) {
        return life.told().stream()
                .filter(MigrationProgressed.class::isInstance)
                .map(MigrationProgressed.class::cast)
                .findFirst()
                .orElseThrow();
    }

    @Nested
    class Seamless {

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
                    .given(new MigrationStarted(NODE2, SECOND, CutoverPolicy.SEAMLESS));
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
            assertThat(life.told())
                    .anyMatch(RouteAnnounced.class::isInstance)
                    .anyMatch(RouteConfirmed.class::isInstance);
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
            var life = running().given(new MigrationSwitched(NODE2, SECOND, CutoverPolicy.SEAMLESS));

            assertThat(phases(life)).containsExactly(MigrationPhase.PREPARING, MigrationPhase.SWITCHED);
            assertThat(life.instructed().node()).isEqualTo(NODE2);
            assertThat(life.at(NODE2).order()).isEqualTo(new Order.Serve(new Announcement.Preferred(1), null));

            life.reportsOn(NODE2);
            assertThat(life.at(NODE1).order()).isEqualTo(new Order.Redirect(NODE2));
        }

        @Test
        void the_producers_word_and_the_arrival_may_come_in_either_order() {
            var life = ready().given(new MigrationSwitched(NODE2, SECOND, CutoverPolicy.SEAMLESS));
            assertThat(phases(life)).containsExactly(MigrationPhase.SWITCHED);
            assertThat(life.at(NODE1).order()).isEqualTo(new Order.Serve(new Announcement.Normal(), NODE2));
            life.reportsOn(NODE2);
            assertThat(life.at(NODE1).order()).isEqualTo(new Order.Redirect(NODE2));

            var other = arrived(ready(), NODE2).given(new MigrationSwitched(NODE2, SECOND, CutoverPolicy.SEAMLESS));
            assertThat(other.effects).isEmpty();
        }
    }

    @Nested
    class Strict {

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

    @Nested
    class GivenUp {

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

    @Nested
    class OneAfterAnother {

        @Test
        void migrated_back_at_once_the_old_source_attracts_above_the_target() {
            var life = arrived(ready(), NODE2).reportsOn(NODE1).reportsOn(NODE2);

            life.given(new MigrationStarted(NODE1, THIRD, CutoverPolicy.SEAMLESS));

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
            life.given(new MigrationStarted(NODE3, THIRD, CutoverPolicy.SEAMLESS))
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

    @Nested
    class Reflectors {

        @Test
        void confirmed_is_told_once_all_that_are_in_sync_hold_it() {
            var life = Life.withReflectors()
                    .given(placed(NODE1, 1, true), new AddressesAllocated(FIRST, List.of(V4, V6)))
                    .reportsOn(NODE1);
            life.reflected(RR1, NODE1);
            life.given(new ReflectorsSeen());
            assertThat(life.told()).isEmpty();

            life.reflectedOf(NODE1);
            assertThat(life.told()).hasSize(2).allSatisfy(event -> assertThat(event)
                    .isInstanceOfSatisfying(RouteConfirmed.class, confirmed -> assertThat(confirmed.reflectors())
                            .containsExactly(RR1, RR2)));
            assertThat(life.given(new ReflectorsSeen()).effects).isEmpty();
        }

        @Test
        void nothing_is_confirmed_by_what_cannot_be_seen() {
            var life = Life.withReflectors();
            life.reflectors.put(RR1, State.LOST);
            life.reflectors.put(RR2, State.SYNCING);
            life.given(placed(NODE1, 1, true), new AddressesAllocated(FIRST, List.of(V4, V6)))
                    .doneOn(NODE1);

            assertThat(life.told()).noneMatch(RouteConfirmed.class::isInstance);
        }

        @Test
        void a_route_that_one_loses_has_drifted() {
            var life = running();
            life.held.removeIf(path -> path.reflector().equals(RR2));

            life.given(new ReflectorsSeen());

            assertThat(life.told()).hasSize(2).allSatisfy(event -> assertThat(event)
                    .isInstanceOfSatisfying(RouteDrifted.class, drifted -> assertThat(drifted.reflector())
                            .isEqualTo(RR2)));
            life.reflectedOf(NODE1);
            assertThat(life.told()).hasSize(2).allMatch(RouteConfirmed.class::isInstance);
        }

        @Test
        void an_address_is_released_only_when_they_lost_it() {
            var life = running().given(new VmDeleted(FIRST)).reportsOn(NODE1);
            assertThat(life.told()).isEmpty();

            life.reflected(RR1, NODE1);
            life.given(new ReflectorsSeen());
            assertThat(life.told()).isEmpty();

            life.reflectedOf(NODE1);
            assertThat(life.told()).hasSize(2);
            assertThat(life.state.ended()).isTrue();
        }

        @Test
        void a_path_that_nobody_ordered_is_a_stray_and_told_once() {
            var life = running();
            var foreign = Address.of("10.255.0.99");
            life.held.add(new HeldPath(RR1, V4.address(), new Path(foreign, foreign, 100L)));

            life.given(new ReflectorsSeen());
            assertThat(life.told()).singleElement().isInstanceOfSatisfying(RouteStray.class, stray -> assertThat(
                            stray.reason())
                    .contains("not to announce"));
            assertThat(life.given(new ReflectorsSeen()).effects).isEmpty();

            life.held.removeLast();
            life.given(new ReflectorsSeen());
            assertThat(life.state.strays()).isEmpty();
        }

        @Test
        void a_foreign_next_hop_is_a_stray() {
            var life = running();
            life.held.add(new HeldPath(
                    RR1, V4.address(), new Path(Address.of("10.255.0.11"), Address.of("10.255.0.12"), 100L)));

            life.given(new ReflectorsSeen());

            assertThat(life.told()).singleElement().isInstanceOfSatisfying(RouteStray.class, stray -> assertThat(
                            stray.reason())
                    .contains("next hop"));
        }
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
