package io.ipfabric.vm.domain;

import io.ipfabric.contracts.event.ProblemType;
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
import io.ipfabric.vm.domain.VmInput.AddressFact;
import io.ipfabric.vm.domain.VmInput.AddressesAllocated;
import io.ipfabric.vm.domain.VmInput.AddressesReleased;
import io.ipfabric.vm.domain.VmInput.AllocationRefused;
import io.ipfabric.vm.domain.VmInput.CreateVm;
import io.ipfabric.vm.domain.VmInput.DeleteVm;
import io.ipfabric.vm.domain.VmInput.Migrate;
import io.ipfabric.vm.domain.VmInput.MigrationProgressed;
import io.ipfabric.vm.domain.VmInput.RouteFact;
import io.ipfabric.vm.domain.VmInput.StartVm;
import io.ipfabric.vm.domain.VmInput.StopVm;
import io.ipfabric.vm.domain.VmState.Absent;
import io.ipfabric.vm.domain.VmState.Deleting;
import io.ipfabric.vm.domain.VmState.Migrating;
import io.ipfabric.vm.domain.VmState.Present;
import io.ipfabric.vm.domain.VmState.Refused;
import io.ipfabric.vm.domain.VmState.Requested;
import io.ipfabric.vm.domain.VmState.Started;
import io.ipfabric.vm.domain.VmState.Stopped;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides what an input makes of a VM. Total, deterministic, and idempotent: the same input again changes nothing.
 *
 * <pre>
 *                     Absent       Requested      Started        Migrating      Stopped        Refused       Deleting
 * CreateVm            Requested ¹  same ²         same ²         same ²         same ²         same ²        wrong-state
 * StartVm             unknown-vm   Requested ³    Started ³      Started ³ ª    Started ³      wrong-state   wrong-state
 * StopVm              unknown-vm   Requested ⁴    Stopped ⁴      Stopped ⁴ ª    · ⁴            wrong-state   wrong-state
 * DeleteVm            ·            Deleting ⁵     Deleting ⁵     Deleting ⁵ ª   Deleting ⁵     Deleting ⁵    · ⁵
 * StartMigration      unknown-vm   wrong-state    Migrating ᵇ    · ᶜ            wrong-state    wrong-state   wrong-state
 * SwitchMigration     unknown-vm   wrong-state    Started ᵈ      Started ᵉ      wrong-state    wrong-state   wrong-state
 * CancelMigration     unknown-vm   · ᶠ            · ᶠ            Started ᶠ      · ᶠ            · ᶠ           · ᶠ
 * ForceMigration      unknown-vm   Requested ʲ    Started ʲ      Migrating ʲ    Stopped ʲ      no-force ʲ    wrong-state
 * FailMigration       unknown-vm   · ᵍ            · ᵍ            Started ᵍ      · ᵍ            wrong-state   wrong-state
 * AddressesAllocated  ·            Started ⁶ ⁰    Started ⁷ ⁰    Migrating ⁷ ⁰  Stopped ⁷ ⁰    ·             Deleting ⁷ ⁰
 * AllocationRefused   ·            Refused ⁰      ·              ·              ·              ·             ·
 * AddressesReleased   ·            ·              Requested ⁸ ⁰  Requested ⁸ ⁰  Requested ⁸ ⁰  ·             Absent ⁰
 * RouteAnnounced      ·            Requested ⁹    Started ⁹      Migrating ⁹    Stopped ⁹      ·             Deleting ⁹
 * RouteConfirmed      ·            Requested ⁹    Started ⁹      Migrating ⁹    Stopped ⁹      ·             Deleting ⁹
 * RouteWithdrawn      ·            Requested ⁹    Started ⁹      Migrating ⁹    Stopped ⁹      ·             Deleting ⁹
 * RouteDrifted        ·            Requested ⁹    Started ⁹      Migrating ⁹    Stopped ⁹      ·             Deleting ⁹
 * MigrationProgressed ·            Requested ʰ ⁱ  Started ʰ ⁱ    Started ʰ ⁱ    Stopped ʰ      ·             Deleting ʰ
 * </pre>
 *
 * A dot: nothing changes. A small name: it is refused with that problem. ⁰: if it is about this VM, and not about another one that had its
 * id before, see {@link Placement#isOfThisLife}.
 *
 * <ol>
 *   <li>publishes VmCreated in generation 1, or in the one after the last of an earlier VM of this id; refused if the request is wrong in
 *       itself, the cluster or the node is not known, or the name is taken
 *   <li>nothing changes if the request is the one that made the VM, else already-exists
 *   <li>nothing changes if it runs on that node; else a new generation and VmStarted. While it runs elsewhere, only a start whose
 *       {@code replaces} names the present generation is accepted (else not-placed-there); a {@code replaces} that names another one is
 *       always refused, so that an old start cannot undo a newer one
 *   <li>VmStopped, if it runs; refused with not-placed-there for a node where it is not placed
 *   <li>VmDeleted, once; refused with not-placed-there for a node where it is not placed
 *   <li>Stopped, if it does not run
 *   <li>ipam-service's latest word on the addresses counts
 *   <li>if they are the addresses that it has: an operator took them. An open migration is cancelled, with VmMigrationCancelled
 *   <li>observed, if the fact is not older than what was observed before and concerns an allocation of the VM, see {@link Addresses}
 * </ol>
 *
 * Of moves, decided in {@link MigrationDecider}:
 *
 * <ul>
 *   <li>ª the open migration is cancelled by the way. VmStopped and VmDeleted carry the highest number that was ever given, and VmStarted
 *       the one after it: routing-service obeys, whether it saw the guest arrive before or not
 *   <li>ᵇ with the next number, and VmMigrationStarted; whatever the last migration still does after its switch. Refused if the VM is not
 *       on the source that is named (not-placed-there), is on the target already (wrong-state), or the target is not known
 *   <li>ᶜ the same target, and no other cutover or strictTimeout: it is this migration. Else wrong-state: one at a time
 *   <li>ᵈ without notice: a migration that begins with its switch, the next number, VmMigrationSwitched; nothing changes if the VM runs there
 *   <li>ᵉ on the target, in the migration's number, VmMigrationSwitched; nothing changes if it names the node where the VM is, any other one is
 *       wrong-state
 *   <li>ᶠ the open migration: back to Started, its number is burnt, VmMigrationCancelled. Nothing changes for one that was given up; one that
 *       switched is wrong-state
 *   <li>ᵍ the same for the open migration to that target; nothing changes if the last one to it was given up, else wrong-state
 *   <li>ʰ the phase goes forward, see {@link Progress}. The open migration becomes Migrating, or Started where the guest is: on the target from
 *       SWITCHED on, on the source when it failed. Nothing is published: routing-service told it
 *   <li>ⁱ SWITCHED or later of a migration that was given up, in a number above the placement's: routing-service saw the guest arrive first,
 *       and is the judge. The placement follows; a migration that was opened since stays open, and goes on from there. One whose target
 *       that is, is switched: VmMigrationSwitched
 *   <li>ʲ VmMigrationForced, as often as it is said, of a migration that switched and was said to wait for too long; nothing-to-force (no-force) else. Of a
 *       deleted VM the routes end all the same, and what waits there is forced at routing-service
 * </ul>
 */
public final class VmDecider {

    private VmDecider() {}

    /** @param now what is decided here is dated by it */
    public static Decision decide(VmState state, VmInput input, Instant now) {
        return switch (input) {
            case CreateVm create -> create(state, create);
            case StartVm start -> start(state, start, now);
            case StopVm stop -> stop(state, stop, now);
            case DeleteVm delete -> delete(state, delete, now);
            case Migrate command -> MigrationDecider.migrate(state, command, now);
            case AddressFact fact -> heard(state, fact, now);
            case RouteFact fact -> observed(state, fact);
            case MigrationProgressed fact -> MigrationDecider.progressed(state, fact, now);
        };
    }

    private static Decision create(VmState state, CreateVm create) {
        return switch (state) {
            case Absent(var last) -> createAbsent(last, create);
            case Deleting _ -> beingDeleted();
            case Present vm -> {
                var differences = vm.request().differencesFrom(create.request());
                yield differences.isEmpty()
                        ? new Unchanged("it was created like this before")
                        : Refusal.ofField(
                                ProblemType.ALREADY_EXISTS,
                                "id",
                                create.request().vm() + " exists already and differs in "
                                        + String.join(", ", differences));
            }
        };
    }

    private static Decision createAbsent(@Nullable Generation last, CreateVm create) {
        var request = create.request();
        var surroundings = create.surroundings();
        var fault = request.fault();
        if (fault.isPresent()) {
            return new Refusal(fault.get());
        }
        if (!surroundings.clusterKnown()) {
            return Refusal.ofField(
                    ProblemType.UNKNOWN_CLUSTER, "cluster", "there is no cluster \"" + request.cluster() + '"');
        }
        if (!surroundings.nodeInCluster()) {
            return unknownNode(request, "node", request.node());
        }
        if (!surroundings.nameFree()) {
            return Refusal.ofField(
                    ProblemType.NAME_TAKEN,
                    "name",
                    "another VM of " + request.cluster() + " has the name \"" + request.name()
                            + "\", or the same interface name");
        }
        var placement = Placement.first(request.node(), last);
        return Transition.to(
                new Requested(request, placement, request.running(), Addresses.NONE, Migrations.NONE),
                created(request, placement));
    }

    private static VmCreated created(VmRequest request, Placement placement) {
        return new VmCreated(
                request.vm(),
                request.name(),
                request.cluster(),
                placement.node(),
                placement.generation(),
                request.familiesToAllocate(),
                request.addresses(),
                request.vmInterface(),
                request.running());
    }

    private static Decision start(VmState state, StartVm start, Instant now) {
        return switch (state) {
            case Absent _ -> unknownVm();
            case Requested vm ->
                vm.running() ? startRunning(vm, start, vm::started) : startResting(vm, start, vm::started);
            case Started vm -> startRunning(vm, start, vm::started);
            case Migrating vm ->
                startRunning(vm, start, next -> vm.cancelled("the VM was started on " + next.node(), now)
                        .started(next));
            case Stopped vm -> startResting(vm, start, vm::started);
            case Refused vm -> wasRefused(vm);
            case Deleting _ -> beingDeleted();
        };
    }

    private static Decision startRunning(Present vm, StartVm start, Function<Placement, VmState> started) {
        var there = vm.placement();
        if (start.node() == null || start.node().equals(there.node())) {
            return new Unchanged("it runs there");
        }
        if (start.replaces() == null) {
            return Refusal.ofField(
                    ProblemType.NOT_PLACED_THERE,
                    "node",
                    "the VM runs on " + there.node() + " in generation " + there.generation()
                            + "; only a start with \"replaces\": " + there.generation() + " places it on "
                            + start.node());
        }
        return startResting(vm, start, started);
    }

    private static Decision startResting(Present vm, StartVm start, Function<Placement, VmState> started) {
        var there = vm.placement();
        if (start.replaces() != null && !start.replaces().equals(there.generation())) {
            return Refusal.ofField(
                    ProblemType.WRONG_STATE,
                    "replaces",
                    "names generation " + start.replaces() + ", but the VM is in generation " + there.generation());
        }
        var node = start.node() == null ? there.node() : start.node();
        if (!start.surroundings().nodeInCluster()) {
            return unknownNode(vm.request(), "node", node);
        }
        var next = there.anew(node);
        return Transition.to(started.apply(next), new VmStarted(vm.request().vm(), next.node(), next.generation()));
    }

    private static Decision stop(VmState state, StopVm stop, Instant now) {
        return switch (state) {
            case Absent _ -> unknownVm();
            case Requested vm ->
                elsewhere(vm, stop.node())
                        .orElseGet(() -> vm.running() ? stopped(vm.stopped()) : new Unchanged("it does not run"));
            case Started vm -> elsewhere(vm, stop.node()).orElseGet(() -> stopped(vm.stopped()));
            case Migrating vm ->
                elsewhere(vm, stop.node())
                        .orElseGet(() ->
                                stopped(vm.cancelled("the VM was stopped", now).stopped()));
            case Stopped vm -> elsewhere(vm, stop.node()).orElseGet(() -> new Unchanged("it does not run"));
            case Refused vm -> wasRefused(vm);
            case Deleting _ -> beingDeleted();
        };
    }

    private static Decision stopped(Present vm) {
        var placement = vm.placement();
        return Transition.to(vm, new VmStopped(vm.request().vm(), placement.node(), placement.generation()));
    }

    private static Decision delete(VmState state, DeleteVm delete, Instant now) {
        return switch (state) {
            case Absent _ -> new Unchanged("there is no such VM");
            case Deleting vm -> elsewhere(vm, delete.node()).orElseGet(() -> new Unchanged("it is being deleted"));
            case Migrating vm ->
                elsewhere(vm, delete.node()).orElseGet(() -> deleted(vm.cancelled("the VM was deleted", now)));
            case Present vm -> elsewhere(vm, delete.node()).orElseGet(() -> deleted(vm));
        };
    }

    private static Decision deleted(Present vm) {
        var last = vm.placement().ended();
        return Transition.to(
                new Deleting(vm.request(), last, vm.addresses(), vm.migrations()),
                new VmDeleted(vm.request().vm(), last.generation()));
    }

    /** Facts are late, or told twice, and an id is used again: only those about this VM count. */
    private static Decision heard(VmState state, AddressFact fact, Instant now) {
        if (state instanceof Present vm && !vm.placement().isOfThisLife(fact.generation())) {
            return new Unchanged("it is about another VM of this id");
        }
        return switch (fact) {
            case AddressesAllocated allocated -> allocated(state, allocated);
            case AllocationRefused refused -> allocationRefused(state, refused);
            case AddressesReleased released -> released(state, released, now);
        };
    }

    private static Decision allocated(VmState state, AddressesAllocated fact) {
        return switch (state) {
            case Absent _ -> new Unchanged("there is no such VM");
            case Requested vm -> Transition.to(vm.allocated(vm.addresses().allocate(fact.addresses())));
            case Refused _ -> new Unchanged("it was refused before");
            case Started vm -> reallocated(vm, fact);
            case Migrating vm -> reallocated(vm, fact);
            case Stopped vm -> reallocated(vm, fact);
            case Deleting vm -> reallocated(vm, fact);
        };
    }

    private static Decision reallocated(Present vm, AddressesAllocated fact) {
        return with(vm, vm.addresses().allocate(fact.addresses()), "it has these addresses");
    }

    private static Decision allocationRefused(VmState state, AllocationRefused fact) {
        return switch (state) {
            case Requested vm -> Transition.to(vm.refused(fact.problem()));
            case Absent _ -> new Unchanged("there is no such VM");
            case Started _, Migrating _, Stopped _ -> new Unchanged("it has addresses");
            case Refused _ -> new Unchanged("it was refused before");
            case Deleting _ -> new Unchanged("it is being deleted");
        };
    }

    private static Decision released(VmState state, AddressesReleased fact, Instant now) {
        return switch (state) {
            case Deleting vm -> Transition.to(new Absent(vm.placement().issued()));
            case Started vm -> taken(vm, true, fact);
            case Migrating vm ->
                taken(
                        vm.cancelled("the VM's addresses were released", now),
                        true,
                        fact,
                        MigrationDecider.cancelled(vm));
            case Stopped vm -> taken(vm, false, fact);
            case Absent _ -> new Unchanged("there is no such VM");
            case Requested _, Refused _ -> new Unchanged("it has no addresses");
        };
    }

    private static Decision taken(Present vm, boolean running, AddressesReleased fact, VmEvent... effects) {
        return vm.addresses().containsAnyOf(fact.addresses())
                ? Transition.to(
                        new Requested(vm.request(), vm.placement(), running, Addresses.NONE, vm.migrations()), effects)
                : new Unchanged("it has other addresses");
    }

    private static Decision observed(VmState state, RouteFact fact) {
        return switch (state) {
            case Absent _ -> new Unchanged("there is no such VM");
            case Refused _ -> new Unchanged("it has no addresses");
            case Requested _, Started _, Migrating _, Stopped _, Deleting _ -> {
                var vm = (Present) state;
                yield with(vm, vm.addresses().observe(fact), "the observation is old, or not of the VM's address");
            }
        };
    }

    private static Decision with(Present vm, Addresses addresses, String otherwise) {
        return addresses.equals(vm.addresses()) ? new Unchanged(otherwise) : Transition.to(vm.with(addresses));
    }

    private static Optional<Decision> elsewhere(Present vm, @Nullable NodeName node) {
        return node == null || node.equals(vm.placement().node())
                ? Optional.empty()
                : Optional.of(Refusal.ofField(
                        ProblemType.NOT_PLACED_THERE,
                        "node",
                        "the VM is placed on " + vm.placement().node() + ", not on " + node));
    }

    static Refusal unknownVm() {
        return Refusal.of(ProblemType.UNKNOWN_VM, "there is no such VM");
    }

    static Refusal unknownNode(VmRequest request, String field, NodeName node) {
        return Refusal.ofField(
                ProblemType.UNKNOWN_NODE, field, "there is no node \"" + node + "\" in " + request.cluster());
    }

    static Refusal wasRefused(Refused vm) {
        return Refusal.of(
                ProblemType.WRONG_STATE, "the VM was refused: " + vm.problem().detail() + "; it can only be deleted");
    }

    static Refusal beingDeleted() {
        return Refusal.of(ProblemType.WRONG_STATE, "the VM is being deleted");
    }
}
