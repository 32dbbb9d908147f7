package io.ipfabric.vm.domain;

import static io.ipfabric.vm.domain.Given.BOTH;
import static io.ipfabric.vm.domain.Given.EXHAUSTED;
import static io.ipfabric.vm.domain.Given.KNOWN;
import static io.ipfabric.vm.domain.Given.NODE1;
import static io.ipfabric.vm.domain.Given.NODE2;
import static io.ipfabric.vm.domain.Given.NODE3;
import static io.ipfabric.vm.domain.Given.V4;
import static io.ipfabric.vm.domain.Given.V6;
import static io.ipfabric.vm.domain.Given.announced;
import static io.ipfabric.vm.domain.Given.confirmed;
import static io.ipfabric.vm.domain.Given.drifted;
import static io.ipfabric.vm.domain.Given.migrate;
import static io.ipfabric.vm.domain.Given.progressed;
import static io.ipfabric.vm.domain.Given.request;
import static io.ipfabric.vm.domain.Given.start;
import static io.ipfabric.vm.domain.Given.to;
import static io.ipfabric.vm.domain.Given.withdrawn;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.event.VmEvent.VmCreated;
import io.ipfabric.contracts.event.VmEvent.VmDeleted;
import io.ipfabric.contracts.event.VmEvent.VmMigrationCancelled;
import io.ipfabric.contracts.event.VmEvent.VmMigrationForced;
import io.ipfabric.contracts.event.VmEvent.VmMigrationStarted;
import io.ipfabric.contracts.event.VmEvent.VmMigrationSwitched;
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
import io.ipfabric.vm.domain.VmInput.CancelMigration;
import io.ipfabric.vm.domain.VmInput.CreateVm;
import io.ipfabric.vm.domain.VmInput.DeleteVm;
import io.ipfabric.vm.domain.VmInput.FailMigration;
import io.ipfabric.vm.domain.VmInput.MigrationProgressed;
import io.ipfabric.vm.domain.VmInput.StartMigration;
import io.ipfabric.vm.domain.VmInput.StopVm;
import io.ipfabric.vm.domain.VmInput.SwitchMigration;
import io.ipfabric.vm.domain.VmState.Absent;
import io.ipfabric.vm.domain.VmState.Deleting;
import io.ipfabric.vm.domain.VmState.Migrating;
import io.ipfabric.vm.domain.VmState.Present;
import io.ipfabric.vm.domain.VmState.Refused;
import io.ipfabric.vm.domain.VmState.Requested;
import io.ipfabric.vm.domain.VmState.Started;
import io.ipfabric.vm.domain.VmState.Stopped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
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
            if (Given.decide(state, input) instanceof Transition(var next, var _)) {
                assertThat(Given.decide(next, input)).as("%s again", input).isNotInstanceOf(Transition.class);
                state = next;
            }
        }
    }

    @Property(tries = 2_000)
    void whoFollowsTheFactsKnowsWhereTheVmRuns(@ForAll("inputs") List<VmInput> inputs) {
        VmState state = new Absent();
        var follower = new Follower();
        int seen = 0;
        for (var input : inputs) {
            if (Given.decide(state, input) instanceof Transition(var next, var effects)) {
                seen += follower.observe(input) ? 1 : 0;
                effects.forEach(follower::follow);
                state = next;
            }
            follower.check(state);
        }
        Statistics.label("guests seen to arrive").collect(seen > 0).coverage(coverage -> coverage.check(true)
                .count(atLeastSome -> atLeastSome > 20));
    }

    @Property(tries = 2_000)
    void runningIsShownOnlyWhereEveryAddressWasSeenAnnounced(@ForAll("inputs") List<VmInput> inputs) {
        VmState state = new Absent();
        var seen = new TreeSet<String>();
        for (var input : inputs) {
            switch (Given.decide(state, input)) {
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
                .coverage(coverage -> coverage.check(true).count(atLeastSome -> atLeastSome > 20));
    }

    /** Builds from the published facts alone what a consumer of vm-events would. */
    private static final class Follower {

        private boolean running;
        private boolean deleted;
        private long generation;
        private long created;
        private long issued;
        private final Map<Long, NodeName> targets = new HashMap<>();
        private NodeName node = NODE1;

        void follow(VmEvent fact) {
            switch (fact) {
                case VmCreated first -> {
                    running = first.running();
                    deleted = false;
                    place(first.node(), first.generation());
                    created = generation;
                }
                case VmStarted started -> {
                    running = true;
                    place(started.node(), started.generation());
                }
                case VmStopped stopped -> {
                    assertThat(running).as("only what runs is stopped").isTrue();
                    end(stopped.generation());
                }
                case VmDeleted last -> {
                    assertThat(deleted).as("deleted once").isFalse();
                    end(last.generation());
                    deleted = true;
                }
                case VmMigrationForced forced ->
                    assertThat(targets)
                            .as("only what moved is forced")
                            .containsKey(forced.generation().value());
                case VmMigrationStarted started -> {
                    assertThat(running).as("only what runs moves").isTrue();
                    assertThat(started.source()).isEqualTo(node).isNotEqualTo(started.target());
                    issue(started.generation());
                    targets.put(issued, started.target());
                }
                case VmMigrationSwitched switched -> {
                    assertThat(running).as("only what runs moves").isTrue();
                    if (switched.generation().value() > issued) {
                        issue(switched.generation());
                    }
                    assertThat(targets.getOrDefault(switched.generation().value(), switched.target()))
                            .isEqualTo(switched.target());
                    moveTo(switched.target(), switched.generation().value());
                }
                case VmMigrationCancelled cancelled ->
                    assertThat(cancelled.generation().value())
                            .as("a migration that did not switch")
                            .isGreaterThan(generation)
                            .isLessThanOrEqualTo(issued);
            }
        }

        /** routing-service follows what it saw itself, although nothing is published of it: the highest number that arrived. */
        boolean observe(VmInput input) {
            if (input instanceof MigrationProgressed fact && running && !deleted) {
                long number = fact.generation().value();
                boolean arrived = fact.phase().compareTo(MigrationPhase.SWITCHED) >= 0
                        && fact.phase().compareTo(MigrationPhase.COMPLETED) <= 0;
                if (arrived && number > generation && targets.containsKey(number)) {
                    moveTo(requireNonNull(targets.get(number)), number);
                    return true;
                }
            }
            return false;
        }

        private void issue(Generation next) {
            assertThat(next.value()).as("no number is given twice").isEqualTo(issued + 1);
            issued = next.value();
        }

        private void place(NodeName there, Generation next) {
            issue(next);
            moveTo(there, issued);
        }

        private void moveTo(NodeName there, long number) {
            node = there;
            generation = number;
        }

        private void end(Generation last) {
            assertThat(last.value()).as("no earlier move outlives it").isEqualTo(issued);
            generation = issued;
            running = false;
        }

        void check(VmState state) {
            switch (state) {
                case Absent _, Deleting _ -> assertThat(running).isFalse();
                case Present vm -> {
                    assertThat(deleted).isFalse();
                    assertThat(vm.placement())
                            .isEqualTo(new Placement(
                                    node, Generation.of(generation), Generation.of(created), Generation.of(issued)));
                    assertThat(running)
                            .isEqualTo(
                                    switch (vm) {
                                        case Requested requested -> requested.running();
                                        case Started _, Migrating _ -> true;
                                        case Stopped _ -> false;
                                        case Refused _, Deleting _ -> running;
                                    });
                }
            }
        }
    }

    /** Most begin with a VM that runs: chance alone rarely comes to its second migration. */
    @Provide
    Arbitrary<List<VmInput>> inputs() {
        var beginnings = Arbitraries.of(
                List.<VmInput>of(),
                List.of(new CreateVm(request(NODE1, true), KNOWN), new AddressesAllocated(Given.FIRST, BOTH)),
                List.of(
                        new CreateVm(request(NODE1, true), KNOWN),
                        new AddressesAllocated(Given.FIRST, BOTH),
                        migrate(NODE2)),
                List.of(
                        new CreateVm(request(NODE1, true), KNOWN),
                        new AddressesAllocated(Given.FIRST, BOTH),
                        announced(V4, NODE1, 1)));
        var rest = Arbitraries.frequencyOf(
                        Tuple.of(3, commands()),
                        Tuple.of(5, moves()),
                        Tuple.of(2, addressFacts()),
                        Tuple.of(3, routeFacts()),
                        Tuple.of(5, moveFacts()))
                .list()
                .ofMaxSize(25);
        return Combinators.combine(beginnings, rest).as((first, then) -> Stream.concat(first.stream(), then.stream())
                .toList());
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

    private static Arbitrary<VmInput> moves() {
        var ids = Arbitraries.longs().between(1, 9).map(id -> new UUID(0, id));
        var targets = Arbitraries.of(NODE1, NODE2, NODE2, NODE3);
        return Arbitraries.oneOf(
                Combinators.combine(ids, targets)
                        .as((id, target) -> new StartMigration(id, null, to(target), null, null)),
                Combinators.combine(ids, targets).as((id, target) -> new SwitchMigration(id, to(target))),
                targets.map(target -> new FailMigration(target, "no memory")),
                moveGenerations()
                        .map(generation -> new CancelMigration(new Migration(
                                new UUID(0, 0),
                                generation,
                                NODE1,
                                NODE2,
                                CutoverPolicy.SEAMLESS,
                                StrictTimeout.HOLD,
                                Progress.begun(MigrationPhase.READY, Given.NOON)))));
    }

    private static Arbitrary<Generation> moveGenerations() {
        return Arbitraries.of(1L, 2L, 2L, 3L, 3L, 4L, 5L).map(Generation::of);
    }

    private static Arbitrary<VmInput> moveFacts() {
        return Combinators.combine(
                        moveGenerations(), Arbitraries.of(NODE2, NODE3), Arbitraries.of(MigrationPhase.values()))
                .as((generation, target, phase) -> progressed(generation.value(), target, phase));
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
