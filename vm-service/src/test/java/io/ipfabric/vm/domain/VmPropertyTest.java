package io.ipfabric.vm.domain;

import static io.ipfabric.vm.domain.Given.BOTH;
import static io.ipfabric.vm.domain.Given.EXHAUSTED;
import static io.ipfabric.vm.domain.Given.KNOWN;
import static io.ipfabric.vm.domain.Given.NODE1;
import static io.ipfabric.vm.domain.Given.NODE2;
import static io.ipfabric.vm.domain.Given.V4;
import static io.ipfabric.vm.domain.Given.V6;
import static io.ipfabric.vm.domain.Given.announced;
import static io.ipfabric.vm.domain.Given.confirmed;
import static io.ipfabric.vm.domain.Given.drifted;
import static io.ipfabric.vm.domain.Given.request;
import static io.ipfabric.vm.domain.Given.start;
import static io.ipfabric.vm.domain.Given.withdrawn;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.event.VmEvent.VmCreated;
import io.ipfabric.contracts.event.VmEvent.VmDeleted;
import io.ipfabric.contracts.event.VmEvent.VmStarted;
import io.ipfabric.contracts.event.VmEvent.VmStopped;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.vm.domain.Decision.Refusal;
import io.ipfabric.vm.domain.Decision.Transition;
import io.ipfabric.vm.domain.Decision.Unchanged;
import io.ipfabric.vm.domain.VmInput.AddressesAllocated;
import io.ipfabric.vm.domain.VmInput.AddressesReleased;
import io.ipfabric.vm.domain.VmInput.AllocationRefused;
import io.ipfabric.vm.domain.VmInput.CreateVm;
import io.ipfabric.vm.domain.VmInput.DeleteVm;
import io.ipfabric.vm.domain.VmInput.StopVm;
import io.ipfabric.vm.domain.VmState.Absent;
import io.ipfabric.vm.domain.VmState.Deleting;
import io.ipfabric.vm.domain.VmState.Present;
import io.ipfabric.vm.domain.VmState.Requested;
import io.ipfabric.vm.domain.VmState.Started;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/** What holds after every input, whatever comes in whatever order. */
class VmPropertyTest {

    @Property(tries = 2_000)
    void theSameInputAgainChangesNothing(@ForAll("inputs") List<VmInput> inputs) {
        VmState state = new Absent();
        for (var input : inputs) {
            if (VmDecider.decide(state, input) instanceof Transition(var next, var _)) {
                assertThat(VmDecider.decide(next, input)).as("%s again", input).isNotInstanceOf(Transition.class);
                state = next;
            }
        }
    }

    @Property(tries = 2_000)
    void whoFollowsTheFactsKnowsWhereTheVmRuns(@ForAll("inputs") List<VmInput> inputs) {
        VmState state = new Absent();
        var follower = new Follower();
        for (var input : inputs) {
            if (VmDecider.decide(state, input) instanceof Transition(var next, var effects)) {
                effects.forEach(follower::follow);
                state = next;
            }
            follower.check(state);
        }
    }

    @Property(tries = 2_000)
    void runningIsShownOnlyWhereEveryAddressWasSeenAnnounced(@ForAll("inputs") List<VmInput> inputs) {
        VmState state = new Absent();
        var seen = new TreeSet<String>();
        for (var input : inputs) {
            switch (VmDecider.decide(state, input)) {
                case Transition(var next, var _) -> state = next;
                case Unchanged _, Refusal _ -> {}
            }
            seen.add(state instanceof Present vm ? vm.status().name() : "absent");
            if (state instanceof Present vm && vm.status() == VmStatus.RUNNING) {
                assertThat(vm.addresses().allocated()).isNotEmpty().allSatisfy(allocation -> assertThat(
                                vm.addresses().routeOf(allocation))
                        .hasValueSatisfying(route -> assertThat(route.announced()
                                        && vm.placement().node().equals(route.node()))
                                .isTrue()));
            }
        }
        Statistics.label("reached RUNNING")
                .collect(seen.contains(VmStatus.RUNNING.name()))
                .coverage(coverage -> coverage.check(true).count(atLeastSome -> atLeastSome > 5));
    }

    /** Builds from the published facts alone what a consumer of vm-events would. */
    private static final class Follower {

        private boolean running;
        private boolean deleted;
        private long generation;
        private long created;
        private NodeName node = NODE1;

        void follow(VmEvent fact) {
            switch (fact) {
                case VmCreated first -> {
                    running = first.running();
                    deleted = false;
                    place(first.node(), first.generation(), generation);
                    created = generation;
                }
                case VmStarted started -> {
                    running = true;
                    place(started.node(), started.generation(), generation);
                }
                case VmStopped stopped -> {
                    assertThat(running).as("only what runs is stopped").isTrue();
                    assertThat(stopped.generation().value()).isEqualTo(generation);
                    running = false;
                }
                case VmDeleted _ -> {
                    assertThat(deleted).as("deleted once").isFalse();
                    running = false;
                    deleted = true;
                }
                default -> throw new AssertionError("not published yet: " + fact);
            }
        }

        private void place(NodeName there, Generation next, long before) {
            assertThat(next.value())
                    .as("each placement has the next generation")
                    .isEqualTo(before + 1);
            node = there;
            generation = next.value();
        }

        void check(VmState state) {
            switch (state) {
                case Absent _, Deleting _ -> assertThat(running).isFalse();
                case Present vm -> {
                    assertThat(deleted).isFalse();
                    assertThat(vm.placement())
                            .isEqualTo(new Placement(node, Generation.of(generation), Generation.of(created)));
                    if (vm instanceof Requested || vm instanceof Started) {
                        assertThat(running).isEqualTo(vm instanceof Started || ((Requested) vm).running());
                    }
                }
            }
        }
    }

    @Provide
    Arbitrary<List<VmInput>> inputs() {
        return Arbitraries.frequencyOf(Tuple.of(3, commands()), Tuple.of(2, addressFacts()), Tuple.of(3, routeFacts()))
                .list()
                .ofMaxSize(25);
    }

    private static Arbitrary<NodeName> nodes() {
        return Arbitraries.of(NODE1, NODE2);
    }

    private static Arbitrary<VmInput> commands() {
        var generations = Arbitraries.longs().between(1, 4).map(Generation::of).injectNull(0.5);
        return Arbitraries.oneOf(
                Combinators.combine(nodes(), Arbitraries.of(true, false))
                        .as((node, running) -> new CreateVm(request(node, running), KNOWN)),
                Combinators.combine(nodes().injectNull(0.3), generations).as((node, replaces) -> start(node, replaces)),
                nodes().injectNull(0.5).map(StopVm::new),
                nodes().injectNull(0.8).map(DeleteVm::new));
    }

    private static Arbitrary<VmInput> addressFacts() {
        var generations = Arbitraries.of(1L, 1L, 1L, 2L, 3L).map(Generation::of);
        return generations.flatMap(generation -> Arbitraries.of(
                new AddressesAllocated(generation, BOTH),
                new AddressesAllocated(generation, List.of(V4)),
                new AllocationRefused(generation, EXHAUSTED),
                new AddressesReleased(generation, BOTH),
                new AddressesReleased(generation, List.of())));
    }

    private static Arbitrary<VmInput> routeFacts() {
        return Combinators.combine(
                        Arbitraries.of(V4, V6), nodes(), Arbitraries.longs().between(1, 5))
                .flatAs((address, node, epoch) -> Arbitraries.of(
                        announced(address, node, epoch),
                        confirmed(address, node, epoch),
                        withdrawn(address, epoch),
                        drifted(address, node, epoch)));
    }
}
