package io.ipfabric.vm.domain;

import static io.ipfabric.vm.domain.Given.BOTH;
import static io.ipfabric.vm.domain.Given.DELETING;
import static io.ipfabric.vm.domain.Given.EXHAUSTED;
import static io.ipfabric.vm.domain.Given.FIRST;
import static io.ipfabric.vm.domain.Given.ID;
import static io.ipfabric.vm.domain.Given.KNOWN;
import static io.ipfabric.vm.domain.Given.MIGRATING;
import static io.ipfabric.vm.domain.Given.NODE1;
import static io.ipfabric.vm.domain.Given.NODE2;
import static io.ipfabric.vm.domain.Given.NODE3;
import static io.ipfabric.vm.domain.Given.OPEN;
import static io.ipfabric.vm.domain.Given.OTHER_ID;
import static io.ipfabric.vm.domain.Given.REFUSED;
import static io.ipfabric.vm.domain.Given.REQUEST;
import static io.ipfabric.vm.domain.Given.REQUESTED;
import static io.ipfabric.vm.domain.Given.REQUESTED_RESTING;
import static io.ipfabric.vm.domain.Given.STARTED;
import static io.ipfabric.vm.domain.Given.STOPPED;
import static io.ipfabric.vm.domain.Given.V4;
import static io.ipfabric.vm.domain.Given.V6;
import static io.ipfabric.vm.domain.Given.after;
import static io.ipfabric.vm.domain.Given.allocated;
import static io.ipfabric.vm.domain.Given.announced;
import static io.ipfabric.vm.domain.Given.confirmed;
import static io.ipfabric.vm.domain.Given.drifted;
import static io.ipfabric.vm.domain.Given.migrate;
import static io.ipfabric.vm.domain.Given.progressed;
import static io.ipfabric.vm.domain.Given.request;
import static io.ipfabric.vm.domain.Given.start;
import static io.ipfabric.vm.domain.Given.switched;
import static io.ipfabric.vm.domain.Given.to;
import static io.ipfabric.vm.domain.Given.wanting;
import static io.ipfabric.vm.domain.Given.withdrawn;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.event.VmEvent.VmCreated;
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
import io.ipfabric.vm.domain.VmInput.Destination;
import io.ipfabric.vm.domain.VmInput.FailMigration;
import io.ipfabric.vm.domain.VmInput.StartMigration;
import io.ipfabric.vm.domain.VmInput.StartVm;
import io.ipfabric.vm.domain.VmInput.StopVm;
import io.ipfabric.vm.domain.VmInput.Surroundings;
import io.ipfabric.vm.domain.VmInput.SwitchMigration;
import io.ipfabric.vm.domain.VmState.Absent;
import io.ipfabric.vm.domain.VmState.Present;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The table above {@link VmDecider}, cell by cell. */
class VmDeciderTest {

    private static final String NOTHING = "nothing";

    /** @param expected the next state with its placement and facts, "nothing", or the refusal's type and field */
    record Cell(VmState state, VmInput input, String expected) {
        @Override
        public String toString() {
            return nameOf(state) + " + " + nameOf(input) + " → " + expected;
        }
    }

    private static Cell cell(VmState state, VmInput input, String expected) {
        return new Cell(state, input, expected);
    }

    private static final Absent ABSENT = new Absent();
    private static final CreateVm CREATE = new CreateVm(REQUEST, KNOWN);
    private static final CreateVm CREATE_ELSEWHERE = new CreateVm(request(NODE2, true), KNOWN);
    private static final AddressesAllocated ALLOCATED = new AddressesAllocated(FIRST, BOTH);
    private static final AddressesAllocated REALLOCATED =
            new AddressesAllocated(FIRST, List.of(allocated("192.0.2.11", 9), V6));
    private static final AllocationRefused ALLOCATION_REFUSED = new AllocationRefused(FIRST, EXHAUSTED);
    private static final AddressesReleased RELEASED = new AddressesReleased(FIRST, BOTH);
    private static final AddressesReleased RELEASED_BEFORE =
            new AddressesReleased(FIRST, List.of(allocated("192.0.2.10", 1)));

    static Stream<Cell> cells() {
        return Stream.of(
                        creations(),
                        starts(),
                        stops(),
                        deletions(),
                        commandsWhileMigrating(),
                        migrationStarts(),
                        migrationEnds(),
                        migrationFacts(),
                        allocations(),
                        routes())
                .flatMap(List::stream);
    }

    private static List<Cell> creations() {
        return List.of(
                cell(ABSENT, CREATE, "Requested node1/1 running: VmCreated"),
                cell(ABSENT, new CreateVm(request(NODE1, false), KNOWN), "Requested node1/1: VmCreated"),
                cell(new Absent(Generation.of(4)), CREATE, "Requested node1/5 running: VmCreated"),
                cell(ABSENT, unknown(false, true, true), "unknown-cluster cluster"),
                cell(ABSENT, unknown(true, false, true), "unknown-node node"),
                cell(ABSENT, unknown(true, true, false), "name-taken name"),
                cell(ABSENT, new CreateVm(wanting("192.0.2.1", "192.0.2.1"), KNOWN), "invalid-field addresses"),
                cell(REQUESTED, CREATE, NOTHING),
                cell(REQUESTED, CREATE_ELSEWHERE, "already-exists id"),
                cell(STARTED, CREATE, NOTHING),
                cell(STARTED, CREATE_ELSEWHERE, "already-exists id"),
                cell(STARTED, new CreateVm(request(NODE1, false), KNOWN), "already-exists id"),
                cell(STOPPED, CREATE, NOTHING),
                cell(STOPPED, CREATE_ELSEWHERE, "already-exists id"),
                cell(REFUSED, CREATE, NOTHING),
                cell(REFUSED, CREATE_ELSEWHERE, "already-exists id"),
                cell(DELETING, CREATE, "wrong-state"));
    }

    private static CreateVm unknown(boolean cluster, boolean node, boolean name) {
        return new CreateVm(REQUEST, new Surroundings(cluster, node, name));
    }

    private static List<Cell> starts() {
        var stale = Generation.of(9);
        var toUnknown = new StartVm(NODE2, null, new Surroundings(true, false, true));
        return List.of(
                cell(ABSENT, start(NODE1, null), "unknown-vm"),
                cell(REQUESTED, start(NODE1, null), NOTHING),
                cell(REQUESTED, start(NODE2, null), "not-placed-there node"),
                cell(REQUESTED, start(NODE2, FIRST), "Requested node2/2 running: VmStarted"),
                cell(REQUESTED_RESTING, start(null, null), "Requested node1/2 running: VmStarted"),
                cell(STARTED, start(null, null), NOTHING),
                cell(STARTED, start(NODE1, null), NOTHING),
                cell(STARTED, start(NODE1, stale), NOTHING),
                cell(STARTED, start(NODE2, null), "not-placed-there node"),
                cell(STARTED, start(NODE2, FIRST), "Started node2/2: VmStarted"),
                cell(STARTED, start(NODE2, stale), "wrong-state replaces"),
                cell(STOPPED, start(null, null), "Started node1/2: VmStarted"),
                cell(STOPPED, start(NODE1, null), "Started node1/2: VmStarted"),
                cell(STOPPED, start(NODE2, null), "Started node2/2: VmStarted"),
                cell(STOPPED, start(NODE2, FIRST), "Started node2/2: VmStarted"),
                cell(STOPPED, start(NODE2, stale), "wrong-state replaces"),
                cell(STOPPED, toUnknown, "unknown-node node"),
                cell(REFUSED, start(null, null), "wrong-state"),
                cell(DELETING, start(null, null), "wrong-state"));
    }

    private static List<Cell> stops() {
        var anywhere = new StopVm(null);
        return List.of(
                cell(ABSENT, anywhere, "unknown-vm"),
                cell(REQUESTED, anywhere, "Requested node1/1: VmStopped"),
                cell(REQUESTED, new StopVm(NODE2), "not-placed-there node"),
                cell(REQUESTED_RESTING, anywhere, NOTHING),
                cell(STARTED, anywhere, "Stopped node1/1: VmStopped"),
                cell(STARTED, new StopVm(NODE1), "Stopped node1/1: VmStopped"),
                cell(STARTED, new StopVm(NODE2), "not-placed-there node"),
                cell(STOPPED, anywhere, NOTHING),
                cell(STOPPED, new StopVm(NODE2), "not-placed-there node"),
                cell(REFUSED, anywhere, "wrong-state"),
                cell(DELETING, anywhere, "wrong-state"));
    }

    private static List<Cell> deletions() {
        var anywhere = new DeleteVm(null);
        return List.of(
                cell(ABSENT, anywhere, NOTHING),
                cell(REQUESTED, anywhere, "Deleting node1/1: VmDeleted"),
                cell(STARTED, anywhere, "Deleting node1/1: VmDeleted"),
                cell(STARTED, new DeleteVm(NODE1), "Deleting node1/1: VmDeleted"),
                cell(STARTED, new DeleteVm(NODE2), "not-placed-there node"),
                cell(STOPPED, anywhere, "Deleting node1/1: VmDeleted"),
                cell(REFUSED, anywhere, "Deleting node1/1: VmDeleted"),
                cell(DELETING, anywhere, NOTHING),
                cell(DELETING, new DeleteVm(NODE2), "not-placed-there node"));
    }

    /** Another one of node1's, given up. */
    private static final VmState CANCELLED = after(MIGRATING, new CancelMigration(OPEN));

    /** On node2 since the guest moved there. */
    private static final VmState SWITCHED = after(MIGRATING, switched(NODE2));

    /** Open to node3 in generation 3; the one to node2 in generation 2 was given up. */
    private static final VmState MIGRATING_AGAIN = after(CANCELLED, migrate(NODE3));

    private static final VmState STOPPED_MEANWHILE = after(MIGRATING, new StopVm(null));
    private static final VmState REQUESTED_MEANWHILE = after(CANCELLED, RELEASED);
    private static final VmState DELETING_MEANWHILE = after(MIGRATING, new DeleteVm(null));

    private static List<Cell> commandsWhileMigrating() {
        return List.of(
                cell(MIGRATING, CREATE, NOTHING),
                cell(MIGRATING, CREATE_ELSEWHERE, "already-exists id"),
                cell(MIGRATING, start(null, null), NOTHING),
                cell(MIGRATING, start(NODE1, null), NOTHING),
                cell(MIGRATING, start(NODE2, null), "not-placed-there node"),
                cell(MIGRATING, start(NODE2, Generation.of(2)), "wrong-state replaces"),
                cell(MIGRATING, start(NODE2, FIRST), "Started node2/3 (2 CANCELLED): VmStarted"),
                cell(MIGRATING, start(NODE3, FIRST), "Started node3/3 (2 CANCELLED): VmStarted"),
                cell(CANCELLED, start(NODE2, FIRST), "Started node2/3 (2 CANCELLED): VmStarted"),
                cell(MIGRATING, new StopVm(null), "Stopped node1/2 (2 CANCELLED): VmStopped"),
                cell(MIGRATING, new StopVm(NODE2), "not-placed-there node"),
                cell(CANCELLED, new StopVm(null), "Stopped node1/2 (2 CANCELLED): VmStopped"),
                cell(SWITCHED, new StopVm(NODE1), "not-placed-there node"),
                cell(SWITCHED, new StopVm(NODE2), "Stopped node2/2 (2 SWITCHED): VmStopped"),
                cell(STOPPED_MEANWHILE, start(NODE2, null), "Started node2/3 (2 CANCELLED): VmStarted"),
                cell(MIGRATING, new DeleteVm(null), "Deleting node1/2 (2 CANCELLED): VmDeleted"),
                cell(MIGRATING, new DeleteVm(NODE2), "not-placed-there node"),
                cell(MIGRATING, ALLOCATED, NOTHING),
                cell(MIGRATING, REALLOCATED, "Migrating node1/1 (2 PREPARING)"),
                cell(MIGRATING, ALLOCATION_REFUSED, NOTHING),
                cell(MIGRATING, RELEASED, "Requested node1/1 running (2 CANCELLED): VmMigrationCancelled"),
                cell(MIGRATING, RELEASED_BEFORE, NOTHING),
                cell(MIGRATING, announced(V4, NODE1, 5), "Migrating node1/1 (2 PREPARING)"),
                cell(MIGRATING, confirmed(V4, NODE1, 5), "Migrating node1/1 (2 PREPARING)"),
                cell(MIGRATING, withdrawn(V4, 5L), "Migrating node1/1 (2 PREPARING)"),
                cell(MIGRATING, drifted(V4, NODE1, 5), "Migrating node1/1 (2 PREPARING)"),
                cell(DELETING_MEANWHILE, RELEASED, "Absent"));
    }

    private static List<Cell> migrationStarts() {
        var fromElsewhere = new StartMigration(ID, NODE2, to(NODE3), null);
        var strict = new StartMigration(OTHER_ID, NODE1, to(NODE2), CutoverPolicy.STRICT);
        var unknown = new StartMigration(ID, null, new Destination(NODE2, false, CutoverPolicy.SEAMLESS), null);
        return List.of(
                cell(ABSENT, migrate(NODE2), "unknown-vm"),
                cell(REQUESTED, migrate(NODE2), "wrong-state"),
                cell(STARTED, migrate(NODE2), "Migrating node1/1 (2 PREPARING): VmMigrationStarted"),
                cell(STARTED, strict, "Migrating node1/1 (2 PREPARING): VmMigrationStarted"),
                cell(STARTED, migrate(NODE1), "wrong-state target"),
                cell(STARTED, fromElsewhere, "not-placed-there source"),
                cell(STARTED, unknown, "unknown-node target"),
                cell(CANCELLED, migrate(NODE2), "Migrating node1/1 (3 PREPARING, 2 CANCELLED): VmMigrationStarted"),
                cell(SWITCHED, migrate(NODE1), "Migrating node2/2 (3 PREPARING, 2 SWITCHED): VmMigrationStarted"),
                cell(MIGRATING, migrate(NODE2), NOTHING),
                cell(MIGRATING, strict, "wrong-state cutover"),
                cell(MIGRATING, migrate(NODE3), "wrong-state target"),
                cell(MIGRATING, fromElsewhere, "not-placed-there source"),
                cell(STOPPED, migrate(NODE2), "wrong-state"),
                cell(REFUSED, migrate(NODE2), "wrong-state"),
                cell(DELETING, migrate(NODE2), "wrong-state"));
    }

    private static List<Cell> migrationEnds() {
        var unknown = new SwitchMigration(ID, new Destination(NODE2, false, CutoverPolicy.SEAMLESS));
        var cancel = new CancelMigration(OPEN);
        var fail = new FailMigration(NODE2, "no memory");
        return List.of(
                cell(ABSENT, switched(NODE2), "unknown-vm"),
                cell(REQUESTED, switched(NODE2), "wrong-state"),
                cell(STARTED, switched(NODE1), NOTHING),
                cell(STARTED, switched(NODE2), "Started node2/2 (2 SWITCHED): VmMigrationSwitched"),
                cell(STARTED, unknown, "unknown-node target"),
                cell(CANCELLED, switched(NODE2), "Started node2/3 (3 SWITCHED, 2 CANCELLED): VmMigrationSwitched"),
                cell(MIGRATING, switched(NODE2), "Started node2/2 (2 SWITCHED): VmMigrationSwitched"),
                cell(MIGRATING, switched(NODE1), NOTHING),
                cell(MIGRATING, switched(NODE3), "wrong-state target"),
                cell(STOPPED, switched(NODE2), "wrong-state"),
                cell(REFUSED, switched(NODE2), "wrong-state"),
                cell(DELETING, switched(NODE2), "wrong-state"),
                cell(ABSENT, cancel, "unknown-vm"),
                cell(REQUESTED_MEANWHILE, cancel, NOTHING),
                cell(MIGRATING, cancel, "Started node1/1 (2 CANCELLED): VmMigrationCancelled"),
                cell(MIGRATING_AGAIN, cancel, NOTHING),
                cell(CANCELLED, cancel, NOTHING),
                cell(SWITCHED, cancel, "wrong-state"),
                cell(STOPPED_MEANWHILE, cancel, NOTHING),
                cell(REFUSED, cancel, NOTHING),
                cell(DELETING_MEANWHILE, cancel, NOTHING),
                cell(ABSENT, fail, "unknown-vm"),
                cell(REQUESTED, fail, "wrong-state target"),
                cell(STARTED, fail, "wrong-state target"),
                cell(CANCELLED, fail, NOTHING),
                cell(SWITCHED, fail, "wrong-state target"),
                cell(MIGRATING, fail, "Started node1/1 (2 FAILED): VmMigrationCancelled"),
                cell(MIGRATING, new FailMigration(NODE3, null), "wrong-state target"),
                cell(MIGRATING_AGAIN, fail, NOTHING),
                cell(STOPPED_MEANWHILE, fail, NOTHING),
                cell(REFUSED, fail, "wrong-state"),
                cell(DELETING, fail, "wrong-state"));
    }

    private static List<Cell> migrationFacts() {
        var ready = progressed(2, NODE2, MigrationPhase.READY);
        var arrived = progressed(2, NODE2, MigrationPhase.SWITCHED);
        var converging = progressed(2, NODE2, MigrationPhase.CONVERGING);
        var failed = progressed(2, NODE2, MigrationPhase.FAILED);
        return List.of(
                cell(ABSENT, arrived, NOTHING),
                cell(REFUSED, arrived, NOTHING),
                cell(REQUESTED, arrived, NOTHING),
                cell(STARTED, arrived, NOTHING),
                cell(MIGRATING, progressed(2, NODE2, MigrationPhase.PREPARING), "Migrating node1/1 (2 PREPARING)"),
                cell(MIGRATING, ready, "Migrating node1/1 (2 READY)"),
                cell(MIGRATING, arrived, "Started node2/2 (2 SWITCHED)"),
                cell(MIGRATING, progressed(2, NODE2, MigrationPhase.COMPLETED), "Started node2/2 (2 COMPLETED)"),
                cell(MIGRATING, failed, "Started node1/1 (2 FAILED)"),
                cell(MIGRATING, progressed(2, NODE2, MigrationPhase.CANCELLED), "Started node1/1 (2 CANCELLED)"),
                cell(MIGRATING, progressed(3, NODE2, MigrationPhase.SWITCHED), NOTHING),
                cell(MIGRATING, progressed(1, NODE2, MigrationPhase.SWITCHED), NOTHING),
                cell(SWITCHED, ready, NOTHING),
                cell(SWITCHED, failed, NOTHING),
                cell(SWITCHED, converging, "Started node2/2 (2 CONVERGING)"),
                cell(CANCELLED, ready, NOTHING),
                cell(CANCELLED, failed, "Started node1/1 (2 CANCELLED)"),
                cell(CANCELLED, arrived, "Started node2/2 (2 SWITCHED)"),
                cell(REQUESTED_MEANWHILE, arrived, "Requested node2/2 running (2 SWITCHED)"),
                cell(MIGRATING_AGAIN, arrived, "Migrating node2/2 (3 PREPARING, 2 SWITCHED)"),
                cell(MIGRATING_AGAIN, failed, "Migrating node1/1 (3 PREPARING, 2 CANCELLED)"),
                cell(
                        after(CANCELLED, migrate(NODE2)),
                        arrived,
                        "Started node2/3 (3 SWITCHED, 2 SWITCHED): VmMigrationSwitched"),
                cell(after(SWITCHED, migrate(NODE1)), converging, "Migrating node2/2 (3 PREPARING, 2 CONVERGING)"),
                cell(after(CANCELLED, start(NODE3, FIRST)), arrived, NOTHING),
                cell(STOPPED_MEANWHILE, arrived, NOTHING),
                cell(STOPPED_MEANWHILE, failed, "Stopped node1/2 (2 CANCELLED)"),
                cell(after(SWITCHED, new StopVm(null)), converging, "Stopped node2/2 (2 CONVERGING)"),
                cell(DELETING_MEANWHILE, arrived, NOTHING),
                cell(DELETING_MEANWHILE, failed, "Deleting node1/2 (2 CANCELLED)"));
    }

    private static List<Cell> allocations() {
        return List.of(
                cell(ABSENT, ALLOCATED, NOTHING),
                cell(REQUESTED, ALLOCATED, "Started node1/1"),
                cell(REQUESTED_RESTING, ALLOCATED, "Stopped node1/1"),
                cell(STARTED, ALLOCATED, NOTHING),
                cell(STARTED, REALLOCATED, "Started node1/1"),
                cell(STOPPED, ALLOCATED, NOTHING),
                cell(STOPPED, REALLOCATED, "Stopped node1/1"),
                cell(REFUSED, ALLOCATED, NOTHING),
                cell(DELETING, ALLOCATED, NOTHING),
                cell(DELETING, REALLOCATED, "Deleting node1/1"),
                cell(ABSENT, ALLOCATION_REFUSED, NOTHING),
                cell(REQUESTED, ALLOCATION_REFUSED, "Refused node1/1"),
                cell(STARTED, ALLOCATION_REFUSED, NOTHING),
                cell(STOPPED, ALLOCATION_REFUSED, NOTHING),
                cell(REFUSED, ALLOCATION_REFUSED, NOTHING),
                cell(DELETING, ALLOCATION_REFUSED, NOTHING),
                cell(ABSENT, RELEASED, NOTHING),
                cell(REQUESTED, RELEASED, NOTHING),
                cell(STARTED, RELEASED, "Requested node1/1 running"),
                cell(STARTED, RELEASED_BEFORE, NOTHING),
                cell(STOPPED, RELEASED, "Requested node1/1"),
                cell(STOPPED, RELEASED_BEFORE, NOTHING),
                cell(REFUSED, RELEASED, NOTHING),
                cell(DELETING, RELEASED, "Absent"),
                cell(DELETING, new AddressesReleased(FIRST, List.of()), "Absent"));
    }

    private static List<Cell> routes() {
        var ofAnEarlierAllocation = announced(allocated("192.0.2.10", 1), NODE1, 5);
        var ofOthers = announced(allocated("192.0.2.99", 7), NODE1, 5);
        var facts = List.of(announced(V4, NODE1, 5), confirmed(V4, NODE1, 5), withdrawn(V4, 5L), drifted(V4, NODE1, 5));
        var everywhere = facts.stream()
                .flatMap(fact -> Stream.of(
                        cell(ABSENT, fact, NOTHING),
                        cell(REQUESTED, fact, "Requested node1/1 running"),
                        cell(STARTED, fact, "Started node1/1"),
                        cell(STOPPED, fact, "Stopped node1/1"),
                        cell(REFUSED, fact, NOTHING),
                        cell(DELETING, fact, "Deleting node1/1")));
        return Stream.concat(
                        everywhere,
                        Stream.of(cell(STARTED, ofAnEarlierAllocation, NOTHING), cell(STARTED, ofOthers, NOTHING)))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cells")
    void decidesAsTheTableSays(Cell cell) {
        assertThat(told(Given.decide(cell.state(), cell.input()))).isEqualTo(cell.expected());
    }

    @Test
    void theTableHasEveryCell() {
        var missing = new TreeSet<String>();
        leaves(VmState.class).forEach(state -> leaves(VmInput.class)
                .forEach(input -> missing.add(state.getSimpleName() + " + " + input.getSimpleName())));
        assertThat(missing).as("pairs of state and input").hasSize(7 * 16);
        cells().forEach(cell -> missing.remove(nameOf(cell.state()) + " + " + nameOf(cell.input())));
        assertThat(missing).isEmpty();
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Stream.of(type.getPermittedSubclasses()).flatMap(VmDeciderTest::leaves)
                : Stream.of(type);
    }

    @Test
    void remembersInWhichGenerationAVmEnded() {
        var decision = Given.decide(DELETING, RELEASED);

        assertThat(decision)
                .isEqualTo(new Transition(new Absent(DELETING.placement().generation()), List.of()));
    }

    @Test
    void tellsWhichFamiliesNeedAnAddressBesideTheWantedOnes() {
        var decision = Given.decide(ABSENT, new CreateVm(wanting("2001:db8::5"), KNOWN));

        assertThat(decision).isInstanceOfSatisfying(Transition.class, transition -> assertThat(transition.effects())
                .singleElement()
                .isInstanceOfSatisfying(VmCreated.class, created -> {
                    assertThat(created.addresses()).hasToString("[2001:db8::5]");
                    assertThat(created.families()).hasToString("[ipv4]");
                    assertThat(created.iface().name()).hasToString("web1_net0");
                    assertThat(created.running()).isTrue();
                }));
    }

    @Test
    void saysInWhatARepeatedCreationDiffers() {
        var decision = Given.decide(STARTED, new CreateVm(request(NODE2, false), KNOWN));

        assertThat(decision).isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(
                        refusal.problem().detail())
                .isEqualTo("vm-1 exists already and differs in node, running"));
    }

    /** Created in generation 3 and placed anew twice since. */
    private static final Placement LATER = new Placement(NODE1, Generation.of(5), Generation.of(3), Generation.of(5));

    static Stream<Present> laterLives() {
        return Stream.of(
                new VmState.Requested(REQUEST, LATER, true, Addresses.NONE, Migrations.NONE),
                new VmState.Started(REQUEST, LATER, new Addresses(BOTH, List.of()), Migrations.NONE),
                new VmState.Stopped(REQUEST, LATER, new Addresses(BOTH, List.of()), Migrations.NONE),
                new VmState.Refused(REQUEST, LATER, EXHAUSTED),
                new VmState.Deleting(REQUEST, LATER, new Addresses(BOTH, List.of()), Migrations.NONE));
    }

    private static List<VmInput> addressFacts(long generation) {
        var of = Generation.of(generation);
        return List.of(
                new AddressesAllocated(of, List.of(allocated("192.0.2.11", 9), V6)),
                new AllocationRefused(of, EXHAUSTED),
                new AddressesReleased(of, BOTH),
                new AddressesReleased(of, List.of()));
    }

    @ParameterizedTest
    @MethodSource("laterLives")
    void whatIsSaidOfTheAddressesOfAnotherLifeChangesNothing(Present vm) {
        assertThat(Stream.of(1L, 2L, 6L).flatMap(generation -> addressFacts(generation).stream()))
                .allSatisfy(fact -> assertThat(Given.decide(vm, fact)).isInstanceOf(Unchanged.class));
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 4, 5})
    void everyGenerationOfALifeNamesIt(long generation) {
        var heard = laterLives()
                .flatMap(vm -> addressFacts(generation).stream().map(fact -> told(Given.decide(vm, fact))))
                .filter(told -> !told.equals(NOTHING));

        assertThat(heard)
                .containsExactly(
                        "Started node1/5",
                        "Refused node1/5",
                        "Started node1/5",
                        "Requested node1/5 running",
                        "Stopped node1/5",
                        "Requested node1/5",
                        "Deleting node1/5",
                        "Absent",
                        "Absent");
    }

    @Test
    void aLaterPlacementBelongsToTheSameLife() {
        var decision = Given.decide(laterLives().skip(2).findFirst().orElseThrow(), start(NODE2, null));

        assertThat(decision).isInstanceOfSatisfying(Transition.class, transition -> assertThat(
                        ((Present) transition.state()).placement())
                .isEqualTo(new Placement(NODE2, Generation.of(6), Generation.of(3), Generation.of(6))));
    }

    private static String told(Decision decision) {
        return switch (decision) {
            case Unchanged _ -> NOTHING;
            case Refusal(var problem) ->
                (problem.type().uri().replaceFirst(".*:", "") + (problem.field() == null ? "" : " " + problem.field()));
            case Transition(Absent _, var effects) when effects.isEmpty() -> "Absent";
            case Transition(var state, var effects) -> told((Present) state) + told(effects);
        };
    }

    private static String told(Present vm) {
        var placement = vm.placement();
        boolean running = vm instanceof VmState.Requested requested && requested.running();
        return nameOf(vm) + " " + placement.node() + "/" + placement.generation() + (running ? " running" : "")
                + vm.migrations().newestFirst().stream()
                        .map(migration -> migration.generation() + " " + migration.phase())
                        .collect(Collectors.collectingAndThen(
                                Collectors.joining(", "), moves -> moves.isEmpty() ? "" : " (" + moves + ")"));
    }

    private static String told(List<VmEvent> effects) {
        return effects.isEmpty()
                ? ""
                : effects.stream().map(VmDeciderTest::nameOf).collect(Collectors.joining(", ", ": ", ""));
    }

    private static String nameOf(Object value) {
        return value.getClass().getSimpleName();
    }
}
