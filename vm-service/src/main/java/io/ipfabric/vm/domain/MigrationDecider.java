package io.ipfabric.vm.domain;

import io.ipfabric.contracts.event.MigrationPhase;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.event.VmEvent.VmMigrationCancelled;
import io.ipfabric.contracts.event.VmEvent.VmMigrationForced;
import io.ipfabric.contracts.event.VmEvent.VmMigrationStarted;
import io.ipfabric.contracts.event.VmEvent.VmMigrationSwitched;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.vm.domain.Decision.Refusal;
import io.ipfabric.vm.domain.Decision.Transition;
import io.ipfabric.vm.domain.Decision.Unchanged;
import io.ipfabric.vm.domain.VmInput.CancelMigration;
import io.ipfabric.vm.domain.VmInput.FailMigration;
import io.ipfabric.vm.domain.VmInput.ForceMigration;
import io.ipfabric.vm.domain.VmInput.Migrate;
import io.ipfabric.vm.domain.VmInput.MigrationProgressed;
import io.ipfabric.vm.domain.VmInput.StartMigration;
import io.ipfabric.vm.domain.VmInput.SwitchMigration;
import io.ipfabric.vm.domain.VmState.Absent;
import io.ipfabric.vm.domain.VmState.Deleting;
import io.ipfabric.vm.domain.VmState.Migrating;
import io.ipfabric.vm.domain.VmState.Present;
import io.ipfabric.vm.domain.VmState.Refused;
import io.ipfabric.vm.domain.VmState.Requested;
import io.ipfabric.vm.domain.VmState.Started;
import io.ipfabric.vm.domain.VmState.Stopped;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The rows of {@link VmDecider}'s table that are about moves. */
final class MigrationDecider {

    private MigrationDecider() {}

    static Decision migrate(VmState state, Migrate command, Instant now) {
        return switch (command) {
            case StartMigration start -> start(state, start, now);
            case SwitchMigration switching -> switchOver(state, switching, now);
            case CancelMigration(var named) -> cancel(state, named, now);
            case ForceMigration force -> force(state, force);
            case FailMigration fail -> fail(state, fail, now);
        };
    }

    private static Decision start(VmState state, StartMigration start, Instant now) {
        return switch (state) {
            case Started vm -> startFromRest(vm, start, now);
            case Migrating vm -> startAgain(vm, start);
            case Absent _, Requested _, Stopped _, Refused _, Deleting _ -> runsNowhere(state);
        };
    }

    private static Decision startFromRest(Started vm, StartMigration start, Instant now) {
        var source = vm.placement().node();
        var target = start.target();
        if (isElsewhere(vm, start.source())) {
            return notPlacedThere(vm, "source", start.source());
        }
        if (target.node().equals(source)) {
            return Refusal.ofField(ProblemType.WRONG_STATE, "target", "the VM runs on " + source + " already");
        }
        if (!target.inCluster()) {
            return VmDecider.unknownNode(vm.request(), "target", target.node());
        }
        var migration = new Migration(
                start.id(),
                vm.placement().issuing().issued(),
                source,
                target.node(),
                start.cutover() == null ? target.usual() : start.cutover(),
                start.strictTimeout() == null ? target.usualTimeout() : start.strictTimeout(),
                Progress.begun(MigrationPhase.PREPARING, now));
        return Transition.to(
                vm.migrating(migration),
                new VmMigrationStarted(
                        vm.request().vm(),
                        source,
                        migration.target(),
                        migration.generation(),
                        migration.cutover(),
                        migration.strictTimeout()));
    }

    /** A producer that asks again has not heard of the answer; one that asks for something else must say that it gave up the first. */
    private static Decision startAgain(Migrating vm, StartMigration start) {
        var open = vm.open();
        if (isElsewhere(vm, start.source())) {
            return notPlacedThere(vm, "source", start.source());
        }
        if (!start.target().node().equals(open.target())) {
            return isOpenTo(open, "target");
        }
        if (start.cutover() != null && start.cutover() != open.cutover()) {
            return isOpenTo(open, "cutover");
        }
        return start.strictTimeout() == null || start.strictTimeout() == open.strictTimeout()
                ? new Unchanged("this migration is open")
                : isOpenTo(open, "strictTimeout");
    }

    private static Decision switchOver(VmState state, SwitchMigration switching, Instant now) {
        return switch (state) {
            case Migrating vm -> switchOpen(vm, switching.target().node(), now);
            case Started vm -> switchWithoutNotice(vm, switching, now);
            case Absent _, Requested _, Stopped _, Refused _, Deleting _ -> runsNowhere(state);
        };
    }

    private static Decision switchOpen(Migrating vm, NodeName target, Instant now) {
        var open = vm.open();
        if (target.equals(open.target())) {
            return Transition.to(
                    vm.switched(open.progress().to(MigrationPhase.SWITCHED, null, now)), switched(vm, open));
        }
        return target.equals(vm.placement().node())
                ? new Unchanged("it runs there, and may still move to " + open.target())
                : isOpenTo(open, "target");
    }

    /** The producer tells afterwards. The guest is where it is, so this is a fact to be followed, not a wish to be judged. */
    private static Decision switchWithoutNotice(Started vm, SwitchMigration switching, Instant now) {
        var target = switching.target();
        if (target.node().equals(vm.placement().node())) {
            return new Unchanged("it runs there");
        }
        if (!target.inCluster()) {
            return VmDecider.unknownNode(vm.request(), "target", target.node());
        }
        var placement = vm.placement().anew(target.node());
        var migration = new Migration(
                switching.id(),
                placement.generation(),
                vm.placement().node(),
                target.node(),
                target.usual(),
                target.usualTimeout(),
                Progress.begun(MigrationPhase.SWITCHED, now));
        return Transition.to(
                new Started(
                        vm.request(), placement, vm.addresses(), vm.migrations().begun(migration)),
                switched(vm, migration));
    }

    private static Decision cancel(VmState state, Migration named, Instant now) {
        return switch (state) {
            case Absent _ -> VmDecider.unknownVm();
            case Migrating vm
            when vm.open().generation().equals(named.generation()) ->
                Transition.to(vm.cancelled("its producer cancelled it", now), cancelled(vm));
            case Present vm -> {
                var known = vm.migrations().of(named.generation()).orElse(named);
                yield known.isSwitched()
                        ? Refusal.of(
                                ProblemType.WRONG_STATE,
                                "the guest moved to " + known.target() + "; only a migration back undoes that")
                        : new Unchanged("it was given up");
            }
        };
    }

    /**
     * Only what was said to wait too long can be forced. Whether a word helps, and for which node, is for routing-service to decide; so what is
     * said again is told again, and changes nothing there.
     */
    private static Decision force(VmState state, ForceMigration command) {
        return switch (state) {
            case Absent _ -> VmDecider.unknownVm();
            case Deleting _ -> VmDecider.beingDeleted();
            case Requested _, Started _, Migrating _, Stopped _, Refused _ -> {
                var vm = (Present) state;
                var known = vm.migrations().of(command.named().generation());
                yield known.filter(Migration::isOverdueAfterSwitch).isPresent()
                        ? Transition.to(
                                vm,
                                new VmMigrationForced(
                                        vm.request().vm(), command.named().generation(), command.force()))
                        : Refusal.of(
                                ProblemType.NOTHING_TO_FORCE,
                                "the migration is "
                                        + known.orElse(command.named()).phase()
                                        + " and waits for no proof beyond its time");
            }
        };
    }

    private static Decision fail(VmState state, FailMigration fail, Instant now) {
        return switch (state) {
            case Absent _, Refused _, Deleting _ -> runsNowhere(state);
            case Migrating vm
            when vm.open().target().equals(fail.target()) ->
                Transition.to(
                        vm.givenUp(vm.open()
                                .progress()
                                .to(
                                        MigrationPhase.FAILED,
                                        fail.reason() == null ? "its producer gave no reason" : fail.reason(),
                                        now)),
                        cancelled(vm));
            case Migrating vm -> failOther(vm, fail.target());
            case Requested _, Started _, Stopped _ -> failOther((Present) state, fail.target());
        };
    }

    /**
     * A hypervisor manager says that a migration failed when it was cancelled, too: nothing new. That one failed of which nothing is known,
     * or after which the guest was seen on the target, contradicts what is known: the producer is told, and says with a start or a stop what is
     * true.
     */
    private static Decision failOther(Present vm, NodeName target) {
        boolean wasGivenUp = vm.migrations().newestFirst().stream()
                .filter(migration -> migration.target().equals(target))
                .findFirst()
                .filter(Migration::isGivenUp)
                .isPresent();
        return wasGivenUp && !vm.placement().node().equals(target)
                ? new Unchanged("it was given up")
                : Refusal.ofField(
                        ProblemType.WRONG_STATE,
                        "target",
                        "no migration to " + target + " is open; the VM is placed on "
                                + vm.placement().node());
    }

    static Decision progressed(VmState state, MigrationProgressed fact, Instant now) {
        return switch (state) {
            case Absent _ -> new Unchanged("there is no such VM");
            case Refused _ -> new Unchanged("it never ran with addresses");
            case Present vm
            when !vm.placement().isOfThisLife(fact.generation()) -> new Unchanged("it is about another VM of this id");
            case Migrating vm when vm.open().generation().equals(fact.generation()) -> openProgressed(vm, fact);
            case Migrating vm when hasArrived(vm, fact) -> arrivedEarlier(vm, fact, now);
            case Started vm
            when hasArrived(vm, fact) ->
                Transition.to(
                        new Started(vm.request(), arrival(vm, fact), vm.addresses(), evident(vm.migrations(), fact)));
            case Requested vm
            when vm.running() && hasArrived(vm, fact) ->
                Transition.to(new Requested(
                        vm.request(), arrival(vm, fact), true, vm.addresses(), evident(vm.migrations(), fact)));
            case Requested _, Started _, Migrating _, Stopped _, Deleting _ -> recorded((Present) state, fact);
        };
    }

    private static Decision openProgressed(Migrating vm, MigrationProgressed fact) {
        var progress = vm.open().progress().after(fact);
        if (progress.equals(vm.open().progress())) {
            return new Unchanged("it is known");
        }
        if (progress.phase().isBeforeSwitch()) {
            return Transition.to(vm.with(vm.migrations().with(vm.open().at(progress))));
        }
        return Transition.to(Progress.isGivenUp(progress.phase()) ? vm.givenUp(progress) : vm.switched(progress));
    }

    /** The guest was seen on the target of a migration that was given up here; a higher number has seen more of the VM, whatever it is. */
    private static boolean hasArrived(Present vm, MigrationProgressed fact) {
        return !fact.phase().isBeforeSwitch()
                && !Progress.isGivenUp(fact.phase())
                && fact.generation().isAfter(vm.placement().generation());
    }

    /**
     * The migration that is open now goes on from where the guest really is. If that is its target already, the move is done: this is told in
     * its number, because those who saw the guest know only the earlier one.
     */
    private static Decision arrivedEarlier(Migrating vm, MigrationProgressed fact, Instant now) {
        var placement = arrival(vm, fact);
        var open = vm.open().from(placement.node());
        var corrected = new Migrating(
                vm.request(),
                placement,
                vm.addresses(),
                evident(vm.migrations(), fact).with(open));
        return open.target().equals(placement.node())
                ? Transition.to(
                        corrected.switched(open.progress().to(MigrationPhase.SWITCHED, null, now)), switched(vm, open))
                : Transition.to(corrected);
    }

    private static Placement arrival(Present vm, MigrationProgressed fact) {
        var target =
                vm.migrations().of(fact.generation()).map(Migration::target).orElse(fact.target());
        return vm.placement().movedTo(target, fact.generation());
    }

    private static Migrations evident(Migrations migrations, MigrationProgressed fact) {
        return migrations
                .of(fact.generation())
                .map(migration ->
                        migrations.with(migration.at(migration.progress().arrived(fact))))
                .orElse(migrations);
    }

    private static Decision recorded(Present vm, MigrationProgressed fact) {
        var known = vm.migrations();
        var next = known.of(fact.generation())
                .map(migration -> known.with(migration.at(migration.progress().after(fact))))
                .orElse(known);
        return next.equals(known) ? new Unchanged("it is known, or over") : Transition.to(vm.with(next));
    }

    private static VmEvent switched(Present vm, Migration migration) {
        return new VmMigrationSwitched(
                vm.request().vm(),
                migration.target(),
                migration.generation(),
                migration.cutover(),
                migration.strictTimeout());
    }

    static VmEvent cancelled(Migrating vm) {
        return new VmMigrationCancelled(vm.request().vm(), vm.open().generation());
    }

    private static boolean isElsewhere(Present vm, @Nullable NodeName node) {
        return node != null && !node.equals(vm.placement().node());
    }

    private static Refusal notPlacedThere(Present vm, String field, @Nullable NodeName node) {
        return Refusal.ofField(
                ProblemType.NOT_PLACED_THERE,
                field,
                "the VM is placed on " + vm.placement().node() + ", not on " + node);
    }

    private static Refusal isOpenTo(Migration open, String field) {
        return Refusal.ofField(
                ProblemType.WRONG_STATE,
                field,
                "migration " + open.id() + " to " + open.target() + " (" + open.cutover()
                        + ") is open; cancel it first");
    }

    private static Refusal runsNowhere(VmState state) {
        return switch (state) {
            case Absent _ -> VmDecider.unknownVm();
            case Requested _ -> Refusal.of(ProblemType.WRONG_STATE, "the VM has no addresses yet");
            case Stopped _ -> Refusal.of(ProblemType.WRONG_STATE, "the VM does not run; a start places it anywhere");
            case Refused vm -> VmDecider.wasRefused(vm);
            case Deleting _ -> VmDecider.beingDeleted();
            case Started _, Migrating _ -> throw new IllegalArgumentException("it runs: " + state);
        };
    }
}
