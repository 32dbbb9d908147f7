package io.ipfabric.routing.domain;

import static io.ipfabric.routing.domain.Life.FIRST;
import static io.ipfabric.routing.domain.Life.NODE1;
import static io.ipfabric.routing.domain.Life.NODE2;
import static io.ipfabric.routing.domain.Life.SECOND;
import static io.ipfabric.routing.domain.Life.V4;
import static io.ipfabric.routing.domain.Life.V6;
import static io.ipfabric.routing.domain.Life.placed;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.RouteEvent.RouteAnnounced;
import io.ipfabric.contracts.event.RouteEvent.RouteDrifted;
import io.ipfabric.contracts.event.RouteEvent.RouteWithdrawn;
import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.routing.domain.RoutingEffect.Erase;
import io.ipfabric.routing.domain.RoutingEffect.Instruct;
import io.ipfabric.routing.domain.RoutingInput.AddressesAllocated;
import io.ipfabric.routing.domain.RoutingInput.AddressesReleased;
import io.ipfabric.routing.domain.RoutingInput.EndpointReported;
import io.ipfabric.routing.domain.RoutingInput.FabricChanged;
import io.ipfabric.routing.domain.RoutingInput.VmDeleted;
import io.ipfabric.routing.domain.RoutingInput.VmStarted;
import io.ipfabric.routing.domain.RoutingInput.VmStopped;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A VM's life without moves, in a cluster without reflectors. */
class RoutingDeciderTest {

    private static final AddressesAllocated ALLOCATED = new AddressesAllocated(FIRST, List.of(V4, V6));

    private static Life running() {
        return new Life().given(placed(NODE1, 1, true), ALLOCATED).announcedOn(NODE1);
    }

    @Nested
    class Starting {

        @Test
        void a_running_vm_is_announced_once_its_addresses_are_known() {
            var life = new Life().given(placed(NODE1, 1, true));
            assertThat(life.effects).isEmpty();

            life.given(ALLOCATED);

            var intent = life.instructed();
            assertThat(intent).isInstanceOf(RouteIntent.Announce.class);
            assertThat(intent.endpoint().announcement()).isEqualTo(new Announcement.Normal());
            assertThat(intent.endpoint().forwarding()).isEqualTo(new Forwarding.Local());
            assertThat(intent.endpoint().addresses()).hasSize(2);
        }

        @Test
        void addresses_may_be_known_first() {
            var life = new Life().given(ALLOCATED, placed(NODE1, 1, true));

            assertThat(life.instructed()).isInstanceOf(RouteIntent.Announce.class);
        }

        @Test
        void a_vm_that_does_not_run_is_not_announced() {
            assertThat(new Life().given(placed(NODE1, 1, false), ALLOCATED).effects)
                    .isEmpty();
        }

        @Test
        void an_unknown_node_is_told_when_it_becomes_known() {
            var life = new Life();
            life.nodes.clear();
            life.given(placed(NODE1, 1, true), ALLOCATED);
            assertThat(life.effects).isEmpty();

            life.knows(NODE1);
            life.given(new FabricChanged());

            assertThat(life.instructed()).isInstanceOf(RouteIntent.Announce.class);
        }

        @Test
        void announced_is_told_when_all_three_facts_are_there_and_only_once() {
            var life = new Life().given(placed(NODE1, 1, true), ALLOCATED);
            var epoch = life.epochAt(NODE1);

            life.given(new EndpointReported(life.report(NODE1, epoch, true, true, false)));
            assertThat(life.told()).isEmpty();

            life.given(new EndpointReported(life.report(NODE1, epoch, true, true, true)));
            assertThat(life.told()).hasSize(2).allMatch(RouteAnnounced.class::isInstance);

            life.given(new EndpointReported(life.report(NODE1, epoch, true, true, true)));
            assertThat(life.told()).isEmpty();
        }

        @Test
        void a_report_of_another_epoch_proves_nothing() {
            var life = new Life().given(placed(NODE1, 1, true), ALLOCATED);

            life.given(new EndpointReported(life.report(NODE1, Epoch.of(999), true, true, true)));

            assertThat(life.effects).isEmpty();
        }

        @Test
        void what_was_announced_and_is_not_any_more_has_drifted() {
            var life = running();
            var epoch = life.epochAt(NODE1);

            life.given(new EndpointReported(life.report(NODE1, epoch, true, true, false)));

            assertThat(life.told()).hasSize(2).allSatisfy(event -> assertThat(event)
                    .isInstanceOfSatisfying(RouteDrifted.class, drifted -> assertThat(drifted.reason())
                            .contains("bgpd")));
        }
    }

    @Nested
    class Stopping {

        @Test
        void a_stop_withdraws_and_is_told_when_proved() {
            var life = running().given(new VmStopped(Generation.of(1)));
            assertThat(life.instructed()).isInstanceOf(RouteIntent.Withdraw.class);
            assertThat(life.instructed().endpoint().forwarding()).isEqualTo(new Forwarding.None());

            life.goneFrom(NODE1);

            assertThat(life.told()).hasSize(2).allSatisfy(event -> assertThat(event)
                    .isInstanceOfSatisfying(RouteWithdrawn.class, withdrawn -> assertThat(withdrawn.ended())
                            .isFalse()));
            assertThat(life.at(NODE1).order()).isEqualTo(new Order.Rest());
            assertThat(life.at(NODE1).silentSince()).isNotNull();
        }

        @Test
        void a_start_announces_again_with_a_higher_epoch() {
            var life = running();
            var first = life.epochAt(NODE1);
            life.given(new VmStopped(Generation.of(1))).goneFrom(NODE1);

            life.given(new VmStarted(NODE1, Generation.of(2)));

            assertThat(life.instructed()).isInstanceOf(RouteIntent.Announce.class);
            assertThat(life.instructed().endpoint().epoch().isAfter(first)).isTrue();
        }

        @Test
        void a_late_stop_of_an_older_generation_changes_nothing() {
            var life = running().given(new VmStopped(Generation.of(1)), new VmStarted(NODE1, Generation.of(2)));

            life.given(new VmStopped(Generation.of(1)));

            assertThat(life.effects).isEmpty();
        }

        @Test
        void a_start_elsewhere_wins_in_bgp_until_the_old_node_is_proved_silent() {
            var life = running().given(new VmStopped(Generation.of(1)));

            life.given(new VmStarted(NODE2, Generation.of(2)));
            var announce = life.effects.stream()
                    .map(effect -> ((Instruct) effect).intent())
                    .filter(intent -> intent.node().equals(NODE2))
                    .findFirst()
                    .orElseThrow();
            assertThat(announce.endpoint().announcement()).isEqualTo(new Announcement.Preferred(1));

            life.goneFrom(NODE1);

            assertThat(life.instructed().endpoint().announcement()).isEqualTo(new Announcement.Normal());
            assertThat(life.state.endpoints()).containsOnlyKeys(NODE2);
        }
    }

    @Nested
    class Deleting {

        @Test
        void the_end_is_told_when_the_node_has_proved_it() {
            var life = running().given(new VmDeleted(Generation.of(1)));
            assertThat(life.instructed()).isInstanceOf(RouteIntent.Remove.class);
            assertThat(life.told()).isEmpty();

            life.goneFrom(NODE1);

            assertThat(life.told()).hasSize(2).allSatisfy(event -> assertThat(event)
                    .isInstanceOfSatisfying(RouteWithdrawn.class, withdrawn -> {
                        assertThat(withdrawn.ended()).isTrue();
                        assertThat(withdrawn.neverAnnounced()).isFalse();
                    }));
            assertThat(life.state.hasOnlyPast()).isFalse();
            assertThat(life.given(new AddressesReleased(FIRST)).state.hasOnlyPast())
                    .isTrue();
        }

        @Test
        void a_vm_that_was_never_announced_ends_at_once() {
            var life = new Life().given(placed(NODE1, 1, false), ALLOCATED, new VmDeleted(Generation.of(1)));

            assertThat(life.told())
                    .hasSize(2)
                    .allMatch(event -> ((RouteWithdrawn) event).neverAnnounced() && ((RouteWithdrawn) event).ended());
        }

        @Test
        void addresses_that_come_after_the_deletion_end_at_once() {
            var life = new Life().given(placed(NODE1, 1, true), new VmDeleted(Generation.of(1)));
            assertThat(life.state.hasOnlyPast()).isFalse();

            life.given(ALLOCATED);

            assertThat(life.told()).hasSize(2).allMatch(event -> ((RouteWithdrawn) event).ended());
        }

        @Test
        void a_vm_without_addresses_is_forgotten_when_ipam_says_so() {
            var life = new Life().given(placed(NODE1, 1, true), new VmDeleted(Generation.of(1)));

            life.given(new AddressesReleased(FIRST));

            assertThat(life.state.hasOnlyPast()).isTrue();
        }

        @Test
        void a_stopped_vm_is_removed_too() {
            var life = running().given(new VmStopped(Generation.of(1))).goneFrom(NODE1);

            life.given(new VmDeleted(Generation.of(1)));

            assertThat(life.instructed()).isInstanceOf(RouteIntent.Remove.class);
        }

        @Test
        void nobody_waits_for_a_node_that_left_the_fabric() {
            var life = running().given(new VmDeleted(Generation.of(1)));
            life.nodes.remove(NODE1);

            life.given(new FabricChanged());

            assertThat(life.effects).contains(new Erase(NODE1));
            assertThat(life.told()).hasSize(2).allMatch(event -> ((RouteWithdrawn) event).ended());
        }

        @Test
        void created_again_before_the_release_was_heard_it_does_not_announce_the_addresses_of_before() {
            var life = running().given(new VmDeleted(Generation.of(1))).goneFrom(NODE1);

            life.given(placed(NODE2, 2, true));

            assertThat(life.effects).isEmpty();
        }

        @Test
        void created_and_deleted_again_before_the_first_release_was_heard_it_ends_with_its_own_addresses() {
            var life = running().given(new VmDeleted(Generation.of(1))).goneFrom(NODE1);
            life.given(placed(NODE2, 2, true), new VmDeleted(Generation.of(2)));

            life.given(new AddressesReleased(FIRST));
            life.given(new AddressesAllocated(SECOND, List.of(new RoutedAddress(V4.address(), SequenceNumber.of(7)))));

            assertThat(life.told())
                    .singleElement()
                    .isInstanceOfSatisfying(RouteWithdrawn.class, withdrawn -> assertThat(withdrawn.ended())
                            .isTrue());
        }

        @Test
        void created_again_it_starts_afresh() {
            var life = running().given(new VmDeleted(Generation.of(1))).goneFrom(NODE1);
            life.given(placed(NODE2, 2, true), new AddressesReleased(FIRST));
            assertThat(life.state.hasOnlyPast()).isFalse();

            life.given(new AddressesAllocated(SECOND, List.of(new RoutedAddress(V4.address(), SequenceNumber.of(7)))));

            assertThat(life.instructed().node()).isEqualTo(NODE2);
        }
    }

    /** Facts about addresses name a life of the VM: they are late, early, or told twice, and the id is used again. */
    @Nested
    class AnotherLife {

        private final RoutedAddress again = new RoutedAddress(V4.address(), SequenceNumber.of(7));
        private final AddressesAllocated nextAllocated = new AddressesAllocated(SECOND, List.of(again));

        @Test
        void its_addresses_wait_for_it_and_are_not_announced_for_the_one_before() {
            var life = new Life().given(placed(NODE1, 1, true), new AddressesReleased(FIRST), nextAllocated);
            assertThat(life.effects).isEmpty();

            life.given(new VmDeleted(FIRST));
            assertThat(life.effects).isEmpty();

            life.given(placed(NODE2, 2, true));
            assertThat(life.instructed().endpoint().addresses())
                    .singleElement()
                    .satisfies(address -> assertThat(address.sequence()).isEqualTo(again.sequence()));
        }

        @Test
        void late_facts_of_an_earlier_one_change_nothing() {
            var life = new Life().given(placed(NODE2, 3, true), new AddressesAllocated(Generation.of(3), List.of(V4)));
            var before = life.state;

            for (var late : List.of(ALLOCATED, new AddressesReleased(FIRST), new AddressesReleased(SECOND))) {
                assertThat(life.given(late).effects).isEmpty();
                assertThat(life.state).isEqualTo(before);
            }
        }

        /** A refused VM had none: its release, heard late, is not that of the next one. */
        @Test
        void the_release_of_a_refused_one_does_not_end_the_next() {
            var life = new Life()
                    .given(
                            placed(NODE1, 1, true),
                            new VmDeleted(FIRST),
                            placed(NODE1, 2, false),
                            new VmDeleted(SECOND),
                            new AddressesReleased(FIRST));
            assertThat(life.state.hasOnlyPast()).isFalse();

            life.given(nextAllocated);

            assertThat(life.told())
                    .singleElement()
                    .isInstanceOfSatisfying(RouteWithdrawn.class, withdrawn -> assertThat(withdrawn.ended())
                            .isTrue());
        }

        @Test
        void a_life_keeps_its_addresses_in_its_later_placements() {
            var life = running()
                    .given(new VmStopped(FIRST), new VmStarted(NODE1, SECOND))
                    .announcedOn(NODE1);

            assertThat(life.given(ALLOCATED).effects).isEmpty();
            assertThat(life.state.addresses()).containsExactly(V4, V6);
        }

        @Test
        void nothing_that_is_told_twice_revives_one_that_is_over() {
            var life = running().given(new VmStopped(FIRST), new VmStarted(NODE1, SECOND), new VmDeleted(SECOND));
            life.goneFrom(NODE1).given(new AddressesReleased(FIRST));
            assertThat(life.state.hasOnlyPast()).isTrue();
            var over = life.state;

            for (var repeated : List.of(
                    placed(NODE1, 1, true),
                    ALLOCATED,
                    new VmStarted(NODE1, SECOND),
                    new VmDeleted(SECOND),
                    new AddressesReleased(FIRST))) {
                assertThat(life.given(repeated).effects).isEmpty();
                assertThat(life.state).isEqualTo(over);
            }

            life.given(placed(NODE2, 3, true), new AddressesAllocated(Generation.of(3), List.of(again)));
            assertThat(life.instructed().node()).isEqualTo(NODE2);
        }

        @Test
        void a_release_may_be_heard_before_the_deletion() {
            var life = new Life().given(placed(NODE1, 1, true), new AddressesReleased(FIRST));
            assertThat(life.state.hasOnlyPast()).isFalse();

            life.given(new VmDeleted(FIRST));

            assertThat(life.state.hasOnlyPast()).isTrue();
        }
    }

    /** Whatever the order of the topics, the outcome is the same; and each input twice changes nothing more. */
    @Property(tries = 300)
    void inputs_of_different_topics_commute_and_repeat(@ForAll long seed) {
        var random = new Random(seed);
        var vmEvents = new ArrayList<RoutingInput>(List.of(
                placed(NODE1, 1, true),
                new VmStopped(Generation.of(1)),
                new VmStarted(NODE2, Generation.of(2)),
                new VmStopped(Generation.of(2)),
                new VmStarted(NODE1, Generation.of(3))));
        var addressEvents = new ArrayList<RoutingInput>(List.of(ALLOCATED));
        var life = new Life();
        while (!vmEvents.isEmpty() || !addressEvents.isEmpty()) {
            boolean fromVm = addressEvents.isEmpty() || (!vmEvents.isEmpty() && random.nextBoolean());
            var input = (fromVm ? vmEvents : addressEvents).removeFirst();
            life.given(input);
            if (random.nextBoolean()) {
                life.given(input);
            }
            settleSome(life, random);
        }
        settleAll(life);

        assertThat(life.state.endpoints()).containsOnlyKeys(NODE1);
        assertThat(life.at(NODE1).order()).isEqualTo(new Order.Serve(new Announcement.Normal(), null));
        assertThat(life.at(NODE1).facts().announced()).containsExactlyInAnyOrder(V4.address(), V6.address());
    }

    private static void settleSome(Life life, Random random) {
        var nodes = new ArrayList<>(life.state.endpoints().keySet());
        Collections.shuffle(nodes, random);
        nodes.stream().filter(node -> random.nextBoolean()).forEach(node -> settle(life, node));
    }

    private static void settleAll(Life life) {
        for (int round = 0; round < 5; round++) {
            List.copyOf(life.state.endpoints().keySet()).forEach(node -> settle(life, node));
        }
    }

    private static void settle(Life life, NodeName node) {
        if (life.state.endpoints().containsKey(node)) {
            life.doneOn(node);
        }
    }
}
