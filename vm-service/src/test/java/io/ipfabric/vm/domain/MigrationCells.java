package io.ipfabric.vm.domain;

import static io.ipfabric.vm.domain.Cell.NOTHING;
import static io.ipfabric.vm.domain.Cell.cell;
import static io.ipfabric.vm.domain.Given.DELETING;
import static io.ipfabric.vm.domain.Given.FIRST;
import static io.ipfabric.vm.domain.Given.ID;
import static io.ipfabric.vm.domain.Given.MIGRATING;
import static io.ipfabric.vm.domain.Given.NODE1;
import static io.ipfabric.vm.domain.Given.NODE2;
import static io.ipfabric.vm.domain.Given.NODE3;
import static io.ipfabric.vm.domain.Given.OPEN;
import static io.ipfabric.vm.domain.Given.OTHER_ID;
import static io.ipfabric.vm.domain.Given.REFUSED;
import static io.ipfabric.vm.domain.Given.REQUESTED;
import static io.ipfabric.vm.domain.Given.STARTED;
import static io.ipfabric.vm.domain.Given.STOPPED;
import static io.ipfabric.vm.domain.Given.V4;
import static io.ipfabric.vm.domain.Given.after;
import static io.ipfabric.vm.domain.Given.announced;
import static io.ipfabric.vm.domain.Given.confirmed;
import static io.ipfabric.vm.domain.Given.drifted;
import static io.ipfabric.vm.domain.Given.migrate;
import static io.ipfabric.vm.domain.Given.progressed;
import static io.ipfabric.vm.domain.Given.start;
import static io.ipfabric.vm.domain.Given.switched;
import static io.ipfabric.vm.domain.Given.to;
import static io.ipfabric.vm.domain.Given.withdrawn;
import static io.ipfabric.vm.domain.VmCells.ABSENT;
import static io.ipfabric.vm.domain.VmCells.ALLOCATED;
import static io.ipfabric.vm.domain.VmCells.ALLOCATION_REFUSED;
import static io.ipfabric.vm.domain.VmCells.CREATE;
import static io.ipfabric.vm.domain.VmCells.CREATE_ELSEWHERE;
import static io.ipfabric.vm.domain.VmCells.REALLOCATED;
import static io.ipfabric.vm.domain.VmCells.RELEASED;
import static io.ipfabric.vm.domain.VmCells.RELEASED_BEFORE;

import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Force;
import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.vm.domain.VmInput.CancelMigration;
import io.ipfabric.vm.domain.VmInput.DeleteVm;
import io.ipfabric.vm.domain.VmInput.Destination;
import io.ipfabric.vm.domain.VmInput.FailMigration;
import io.ipfabric.vm.domain.VmInput.ForceMigration;
import io.ipfabric.vm.domain.VmInput.StartMigration;
import io.ipfabric.vm.domain.VmInput.StopVm;
import io.ipfabric.vm.domain.VmInput.SwitchMigration;
import java.util.List;
import java.util.stream.Stream;

/** What the table above {@link VmDecider} says of moves. */
final class MigrationCells {

    /** Another one of node1's, given up. */
    private static final VmState CANCELLED = after(MIGRATING, new CancelMigration(OPEN));

    /** On node2 since the guest moved there. */
    private static final VmState SWITCHED = after(MIGRATING, switched(NODE2));

    /** Open to node3 in generation 3; the one to node2 in generation 2 was given up. */
    private static final VmState MIGRATING_AGAIN = after(CANCELLED, migrate(NODE3));

    private static final VmState STOPPED_MEANWHILE = after(MIGRATING, new StopVm(null));
    private static final VmState REQUESTED_MEANWHILE = after(CANCELLED, RELEASED);
    private static final VmState DELETING_MEANWHILE = after(MIGRATING, new DeleteVm(null));

    private MigrationCells() {}

    static Stream<Cell> all() {
        return Stream.of(commandsWhileMigrating(), migrationStarts(), migrationEnds(), forces(), migrationFacts())
                .flatMap(List::stream);
    }

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
        var fromElsewhere = new StartMigration(ID, NODE2, to(NODE3), null, null);
        var strict = new StartMigration(OTHER_ID, NODE1, to(NODE2), CutoverPolicy.STRICT, null);
        var proceeding = new StartMigration(OTHER_ID, NODE1, to(NODE2), null, StrictTimeout.PROCEED);
        var unknown = new StartMigration(
                ID, null, new Destination(NODE2, false, CutoverPolicy.SEAMLESS, StrictTimeout.HOLD), null, null);
        return List.of(
                cell(ABSENT, migrate(NODE2), "unknown-vm"),
                cell(REQUESTED, migrate(NODE2), "wrong-state"),
                cell(STARTED, migrate(NODE2), "Migrating node1/1 (2 PREPARING): VmMigrationStarted"),
                cell(STARTED, strict, "Migrating node1/1 (2 PREPARING): VmMigrationStarted"),
                cell(STARTED, proceeding, "Migrating node1/1 (2 PREPARING): VmMigrationStarted"),
                cell(STARTED, migrate(NODE1), "wrong-state target"),
                cell(STARTED, fromElsewhere, "not-placed-there source"),
                cell(STARTED, unknown, "unknown-node target"),
                cell(CANCELLED, migrate(NODE2), "Migrating node1/1 (3 PREPARING, 2 CANCELLED): VmMigrationStarted"),
                cell(SWITCHED, migrate(NODE1), "Migrating node2/2 (3 PREPARING, 2 SWITCHED): VmMigrationStarted"),
                cell(MIGRATING, migrate(NODE2), NOTHING),
                cell(MIGRATING, strict, "wrong-state cutover"),
                cell(MIGRATING, proceeding, "wrong-state strictTimeout"),
                cell(MIGRATING, migrate(NODE3), "wrong-state target"),
                cell(MIGRATING, fromElsewhere, "not-placed-there source"),
                cell(STOPPED, migrate(NODE2), "wrong-state"),
                cell(REFUSED, migrate(NODE2), "wrong-state"),
                cell(DELETING, migrate(NODE2), "wrong-state"));
    }

    private static List<Cell> migrationEnds() {
        var unknown =
                new SwitchMigration(ID, new Destination(NODE2, false, CutoverPolicy.SEAMLESS, StrictTimeout.HOLD));
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

    /** Its routes wait for longer than they should. */
    private static final VmState OVERDUE =
            after(SWITCHED, progressed(2, NODE2, MigrationPhase.CONVERGING, "node1 has not reported"));

    private static List<Cell> forces() {
        var force = new ForceMigration(OPEN, new Force("node1 burnt down", null));
        return List.of(
                cell(ABSENT, force, "unknown-vm"),
                cell(REQUESTED, force, "nothing-to-force"),
                cell(after(OVERDUE, RELEASED), force, "Requested node2/2 running (2 CONVERGING): VmMigrationForced"),
                cell(STARTED, force, "nothing-to-force"),
                cell(CANCELLED, force, "nothing-to-force"),
                cell(SWITCHED, force, "nothing-to-force"),
                cell(OVERDUE, force, "Started node2/2 (2 CONVERGING): VmMigrationForced"),
                cell(after(OVERDUE, force), force, "Started node2/2 (2 CONVERGING): VmMigrationForced"),
                cell(after(OVERDUE, progressed(2, NODE2, MigrationPhase.COMPLETED, "late")), force, "nothing-to-force"),
                cell(MIGRATING, force, "nothing-to-force"),
                cell(
                        after(OVERDUE, migrate(NODE1)),
                        force,
                        "Migrating node2/2 (3 PREPARING, 2 CONVERGING): VmMigrationForced"),
                cell(STOPPED_MEANWHILE, force, "nothing-to-force"),
                cell(after(OVERDUE, new StopVm(null)), force, "Stopped node2/2 (2 CONVERGING): VmMigrationForced"),
                cell(REFUSED, force, "nothing-to-force"),
                cell(after(OVERDUE, new DeleteVm(null)), force, "wrong-state"));
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
}
