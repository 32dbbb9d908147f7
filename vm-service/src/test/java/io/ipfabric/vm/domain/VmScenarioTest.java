package io.ipfabric.vm.domain;

import static io.ipfabric.vm.domain.Given.BOTH;
import static io.ipfabric.vm.domain.Given.EXHAUSTED;
import static io.ipfabric.vm.domain.Given.FIRST;
import static io.ipfabric.vm.domain.Given.KNOWN;
import static io.ipfabric.vm.domain.Given.NODE1;
import static io.ipfabric.vm.domain.Given.NODE2;
import static io.ipfabric.vm.domain.Given.NODE3;
import static io.ipfabric.vm.domain.Given.OPEN;
import static io.ipfabric.vm.domain.Given.REQUEST;
import static io.ipfabric.vm.domain.Given.V4;
import static io.ipfabric.vm.domain.Given.V6;
import static io.ipfabric.vm.domain.Given.announced;
import static io.ipfabric.vm.domain.Given.confirmed;
import static io.ipfabric.vm.domain.Given.drifted;
import static io.ipfabric.vm.domain.Given.migrate;
import static io.ipfabric.vm.domain.Given.progressed;
import static io.ipfabric.vm.domain.Given.start;
import static io.ipfabric.vm.domain.Given.switched;
import static io.ipfabric.vm.domain.Given.withdrawn;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.vm.domain.Decision.Refusal;
import io.ipfabric.vm.domain.Decision.Transition;
import io.ipfabric.vm.domain.Decision.Unchanged;
import io.ipfabric.vm.domain.VmInput.AddressesAllocated;
import io.ipfabric.vm.domain.VmInput.AddressesReleased;
import io.ipfabric.vm.domain.VmInput.AllocationRefused;
import io.ipfabric.vm.domain.VmInput.CancelMigration;
import io.ipfabric.vm.domain.VmInput.CreateVm;
import io.ipfabric.vm.domain.VmInput.DeleteVm;
import io.ipfabric.vm.domain.VmInput.MigrationProgressed;
import io.ipfabric.vm.domain.VmInput.StopVm;
import io.ipfabric.vm.domain.VmState.Absent;
import io.ipfabric.vm.domain.VmState.Present;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Lives of a VM. Each is run as it is written, with every input doubled, and in every order that three topics allow: the commands, the
 * facts about addresses and those about routes each keep their own order, and nothing comes before the creation.
 */
class VmScenarioTest {

    /** @param published the facts that leave, whatever the order of what comes in */
    record Scenario(String name, List<VmInput> inputs, String shown, List<String> published) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** What a run ended in. */
    record End(VmState state, List<VmEvent> published) {}

    private static final CreateVm CREATE = new CreateVm(REQUEST, KNOWN);
    private static final AddressesAllocated ALLOCATED = new AddressesAllocated(FIRST, BOTH);

    static Stream<Scenario> scenarios() {
        return Stream.of(
                new Scenario("created, no answer yet", List.of(CREATE), "REQUESTED node1/1", List.of("VmCreated")),
                new Scenario(
                        "created and announced",
                        List.of(CREATE, ALLOCATED, announced(V4, NODE1, 1), announced(V6, NODE1, 1)),
                        "RUNNING node1/1",
                        List.of("VmCreated")),
                new Scenario(
                        "one address of two announced",
                        List.of(CREATE, ALLOCATED, announced(V4, NODE1, 1)),
                        "ADDRESSED node1/1",
                        List.of("VmCreated")),
                new Scenario(
                        "confirmed by the reflectors before the node said announced",
                        List.of(CREATE, ALLOCATED, confirmed(V4, NODE1, 1), confirmed(V6, NODE1, 1)),
                        "ADDRESSED node1/1 confirmed",
                        List.of("VmCreated")),
                new Scenario(
                        "announced and confirmed",
                        List.of(
                                CREATE,
                                ALLOCATED,
                                announced(V4, NODE1, 1),
                                confirmed(V4, NODE1, 1),
                                announced(V6, NODE1, 1),
                                confirmed(V6, NODE1, 1)),
                        "RUNNING node1/1 confirmed",
                        List.of("VmCreated")),
                new Scenario(
                        "drifted, repaired, drifted again",
                        List.of(
                                CREATE,
                                ALLOCATED,
                                announced(V4, NODE1, 1),
                                announced(V6, NODE1, 1),
                                drifted(V4, NODE1, 1),
                                announced(V4, NODE1, 1),
                                drifted(V4, NODE1, 1)),
                        "ADDRESSED node1/1",
                        List.of("VmCreated")),
                new Scenario(
                        "stopped and started elsewhere",
                        List.of(
                                CREATE,
                                new StopVm(NODE1),
                                start(NODE2, null),
                                ALLOCATED,
                                announced(V4, NODE1, 1),
                                announced(V6, NODE1, 1),
                                withdrawn(V4, 2L),
                                withdrawn(V6, 2L),
                                announced(V4, NODE2, 3),
                                announced(V6, NODE2, 3)),
                        "RUNNING node2/2",
                        List.of("VmCreated", "VmStopped", "VmStarted")),
                new Scenario(
                        "replaced on another node, the old one still announces",
                        List.of(
                                CREATE,
                                start(NODE2, FIRST),
                                ALLOCATED,
                                announced(V4, NODE1, 1),
                                announced(V6, NODE1, 1)),
                        "ADDRESSED node2/2",
                        List.of("VmCreated", "VmStarted")),
                new Scenario(
                        "an old start does not undo a newer one",
                        List.of(CREATE, start(NODE2, FIRST), start(NODE1, Generation.of(2)), start(NODE2, FIRST)),
                        "REQUESTED node1/3",
                        List.of("VmCreated", "VmStarted", "VmStarted")),
                new Scenario(
                        "an observation of an earlier epoch is late",
                        List.of(CREATE, ALLOCATED, announced(V4, NODE1, 3), announced(V6, NODE1, 3), withdrawn(V6, 2L)),
                        "RUNNING node1/1",
                        List.of("VmCreated")),
                new Scenario(
                        "refused; a release of nothing does not undo that",
                        List.of(
                                CREATE,
                                new AllocationRefused(FIRST, EXHAUSTED),
                                new AddressesReleased(FIRST, List.of())),
                        "REFUSED node1/1",
                        List.of("VmCreated")));
    }

    /** Those in which a fact follows from a command: facts of different topics still come in any order. */
    static Stream<Scenario> deletions() {
        return Stream.of(new Scenario(
                "deleted and given back",
                List.of(
                        CREATE,
                        new DeleteVm(null),
                        ALLOCATED,
                        announced(V4, NODE1, 1),
                        announced(V6, NODE1, 1),
                        withdrawn(V4, 2L),
                        withdrawn(V6, 2L),
                        new AddressesReleased(FIRST, BOTH)),
                "absent",
                List.of("VmCreated", "VmDeleted")));
    }

    static Stream<Scenario> all() {
        return Stream.of(scenarios(), deletions(), moves()).flatMap(lives -> lives);
    }

    private static final MigrationProgressed ARRIVED = progressed(2, NODE2, MigrationPhase.SWITCHED);
    private static final CancelMigration CANCEL = new CancelMigration(OPEN);

    /** What routing-service says follows from the commands; only where the two may cross is there more than one order. */
    static Stream<Scenario> moves() {
        return Stream.of(
                move(
                        "moved; the node saw the guest",
                        "RUNNING node2/2",
                        List.of("VmMigrationStarted"),
                        migrate(NODE2),
                        progressed(2, NODE2, MigrationPhase.READY),
                        ARRIVED,
                        announced(V4, NODE2, 3),
                        announced(V6, NODE2, 3),
                        progressed(2, NODE2, MigrationPhase.CONVERGING),
                        progressed(2, NODE2, MigrationPhase.CLEANING)),
                move(
                        "moved; the producer said so before the node did",
                        "MIGRATING node2/2",
                        List.of("VmMigrationStarted", "VmMigrationSwitched"),
                        migrate(NODE2),
                        progressed(2, NODE2, MigrationPhase.READY),
                        switched(NODE2),
                        ARRIVED),
                move(
                        "the target announces, the source too",
                        "MIGRATING node2/2",
                        List.of("VmMigrationStarted"),
                        migrate(NODE2),
                        ARRIVED,
                        announced(V4, NODE2, 3),
                        announced(V6, NODE2, 3),
                        progressed(2, NODE2, MigrationPhase.CONVERGING)),
                move(
                        "back at once",
                        "MIGRATING node1/3",
                        List.of("VmMigrationStarted", "VmMigrationStarted"),
                        migrate(NODE2),
                        ARRIVED,
                        migrate(NODE1),
                        progressed(2, NODE2, MigrationPhase.CONVERGING),
                        progressed(3, NODE1, MigrationPhase.SWITCHED)),
                move(
                        "cancelled",
                        "RUNNING node1/1",
                        List.of("VmMigrationStarted", "VmMigrationCancelled"),
                        migrate(NODE2),
                        CANCEL,
                        progressed(2, NODE2, MigrationPhase.CANCELLED)),
                move(
                        "arrived before the cancellation was heard",
                        "MIGRATING node2/2",
                        List.of("VmMigrationStarted", "VmMigrationCancelled"),
                        migrate(NODE2),
                        CANCEL,
                        ARRIVED),
                move(
                        "arrived, then cancelled",
                        "MIGRATING node2/2",
                        List.of("VmMigrationStarted"),
                        migrate(NODE2),
                        ARRIVED,
                        CANCEL),
                move(
                        "arrived under a cancelled one while the next is open",
                        "MIGRATING node2/2",
                        List.of("VmMigrationStarted", "VmMigrationCancelled", "VmMigrationStarted"),
                        migrate(NODE2),
                        CANCEL,
                        migrate(NODE3),
                        ARRIVED),
                move(
                        "the target was not ready in time",
                        "RUNNING node1/1",
                        List.of("VmMigrationStarted"),
                        migrate(NODE2),
                        progressed(2, NODE2, MigrationPhase.FAILED)),
                move(
                        "stopped while it moved; an arrival before that is history",
                        "STOPPED node1/2",
                        List.of("VmMigrationStarted", "VmStopped"),
                        migrate(NODE2),
                        new StopVm(null),
                        ARRIVED));
    }

    /** Of a VM that is announced on node1. */
    private static Scenario move(String name, String shown, List<String> published, VmInput... inputs) {
        return new Scenario(
                name,
                Stream.concat(
                                Stream.of(CREATE, ALLOCATED, announced(V4, NODE1, 1), announced(V6, NODE1, 1)),
                                Stream.of(inputs))
                        .toList(),
                shown,
                Stream.concat(Stream.of("VmCreated"), published.stream()).toList());
    }

    @ParameterizedTest
    @MethodSource("all")
    void endsAsToldAsItIs(Scenario scenario) {
        check(scenario, run(scenario.inputs()));
    }

    @ParameterizedTest
    @MethodSource("all")
    void endsTheSameWithEveryInputDoubled(Scenario scenario) {
        check(
                scenario,
                run(scenario.inputs().stream()
                        .flatMap(input -> Stream.of(input, input))
                        .toList()));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void endsTheSameInEveryOrderOfTheTopics(Scenario scenario) {
        var commands = of(VmInput.Command.class, scenario.inputs());
        var routes = of(VmInput.RouteFact.class, scenario.inputs());
        var addresses = new ArrayList<>(of(VmInput.Fact.class, scenario.inputs()));
        addresses.removeAll(routes);

        for (var order : interleavings(List.of(commands.subList(1, commands.size()), addresses, routes))) {
            check(
                    scenario,
                    run(Stream.concat(Stream.of(commands.getFirst()), order.stream())
                            .toList()));
        }
    }

    /** ipam-service answers a deletion after the route facts that it follows from; here the two topics overtake each other. */
    @ParameterizedTest
    @MethodSource("deletions")
    void isGoneInEveryOrderOfTheFacts(Scenario scenario) {
        var routes = of(VmInput.RouteFact.class, scenario.inputs());
        var addresses = List.of(ALLOCATED, new AddressesReleased(FIRST, BOTH));

        for (var order : interleavings(List.of(addresses, routes))) {
            check(
                    scenario,
                    run(Stream.concat(Stream.of(CREATE, new DeleteVm(null)), order.stream())
                            .toList()));
        }
    }

    private static void check(Scenario scenario, End end) {
        assertThat(shown(end.state())).isEqualTo(scenario.shown());
        assertThat(end.published())
                .extracting(fact -> fact.getClass().getSimpleName())
                .isEqualTo(scenario.published());
    }

    private static String shown(VmState state) {
        return switch (state) {
            case Absent _ -> "absent";
            case Present vm ->
                vm.status() + " " + vm.placement().node() + "/" + vm.placement().generation()
                        + (vm.addresses().areConfirmedOn(vm.placement().node()) ? " confirmed" : "");
        };
    }

    static End run(List<? extends VmInput> inputs) {
        VmState state = new Absent();
        var published = new ArrayList<VmEvent>();
        for (var input : inputs) {
            switch (Given.decide(state, input)) {
                case Transition(var next, var effects) -> {
                    state = next;
                    published.addAll(effects);
                }
                case Unchanged _, Refusal _ -> {}
            }
        }
        return new End(state, List.copyOf(published));
    }

    private static <T> List<T> of(Class<T> type, List<VmInput> inputs) {
        return inputs.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** All ways to merge the lists that keep each list's own order. */
    private static List<List<VmInput>> interleavings(List<? extends List<? extends VmInput>> lists) {
        if (lists.stream().allMatch(List::isEmpty)) {
            return List.of(List.of());
        }
        var all = new ArrayList<List<VmInput>>();
        for (int i = 0; i < lists.size(); i++) {
            var list = lists.get(i);
            if (!list.isEmpty()) {
                var rest = new ArrayList<List<? extends VmInput>>(lists);
                rest.set(i, list.subList(1, list.size()));
                for (var tail : interleavings(rest)) {
                    var merged = new ArrayList<VmInput>();
                    merged.add(list.getFirst());
                    merged.addAll(tail);
                    all.add(merged);
                }
            }
        }
        return all;
    }
}
