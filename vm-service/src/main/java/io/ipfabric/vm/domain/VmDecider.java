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
import io.ipfabric.vm.domain.VmInput.Migration;
import io.ipfabric.vm.domain.VmInput.RouteFact;
import io.ipfabric.vm.domain.VmInput.StartVm;
import io.ipfabric.vm.domain.VmInput.StopVm;
import io.ipfabric.vm.domain.VmState.Absent;
import io.ipfabric.vm.domain.VmState.Deleting;
import io.ipfabric.vm.domain.VmState.Present;
import io.ipfabric.vm.domain.VmState.Refused;
import io.ipfabric.vm.domain.VmState.Requested;
import io.ipfabric.vm.domain.VmState.Started;
import io.ipfabric.vm.domain.VmState.Stopped;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides what an input makes of a VM. Total, deterministic, and idempotent: the same input again changes nothing.
 *
 * <pre>
 *                     Absent       Requested      Started        Stopped        Refused       Deleting
 * CreateVm            Requested ¹  same ²         same ²         same ²         same ²        wrong-state
 * StartVm             unknown-vm   Requested ³    Started ³      Started ³      wrong-state   wrong-state
 * StopVm              unknown-vm   Requested ⁴    Stopped ⁴      · ⁴            wrong-state   wrong-state
 * DeleteVm            ·            Deleting ⁵     Deleting ⁵     Deleting ⁵     Deleting ⁵    · ⁵
 * StartMigration      unknown-vm   not-supported  not-supported  not-supported  not-supported not-supported
 * SwitchMigration     unknown-vm   not-supported  not-supported  not-supported  not-supported not-supported
 * FailMigration       unknown-vm   not-supported  not-supported  not-supported  not-supported not-supported
 * AddressesAllocated  ·            Started ⁶ ⁰    Started ⁷ ⁰    Stopped ⁷ ⁰    ·             Deleting ⁷ ⁰
 * AllocationRefused   ·            Refused ⁰      ·              ·              ·             ·
 * AddressesReleased   ·            ·              Requested ⁸ ⁰  Requested ⁸ ⁰  ·             Absent ⁰
 * RouteAnnounced      ·            Requested ⁹    Started ⁹      Stopped ⁹      ·             Deleting ⁹
 * RouteConfirmed      ·            Requested ⁹    Started ⁹      Stopped ⁹      ·             Deleting ⁹
 * RouteWithdrawn      ·            Requested ⁹    Started ⁹      Stopped ⁹      ·             Deleting ⁹
 * RouteDrifted        ·            Requested ⁹    Started ⁹      Stopped ⁹      ·             Deleting ⁹
 * </pre>
 *
 * A dot: nothing changes. A small name: it is refused with that problem. ⁰: if it is about this VM, and not about another one that had its
 * id before, see {@link Placement#isOfThisLife}.
 *
 * <ol>
 *   <li>publishes VmCreated in generation 1, or in the one after that in which an earlier VM of this id ended; refused if the request is wrong in itself, the cluster or the node is not known, or the
 *       name is taken
 *   <li>nothing changes if the request is the one that made the VM, else already-exists
 *   <li>nothing changes if it runs on that node; else a new generation and VmStarted. While it runs elsewhere, only a start whose
 *       {@code replaces} names the present generation is accepted (else not-placed-there); a {@code replaces} that names another one is
 *       always refused, so that an old start cannot undo a newer one
 *   <li>VmStopped, if it runs; refused with not-placed-there for a node where it is not placed
 *   <li>VmDeleted, once; refused with not-placed-there for a node where it is not placed
 *   <li>Stopped, if it does not run
 *   <li>ipam-service's latest word on the addresses counts
 *   <li>if they are the addresses that it has: an operator took them
 *   <li>observed, if the fact is not older than what was observed before and concerns an allocation of the VM, see {@link Addresses}
 * </ol>
 */
public final class VmDecider {

    private VmDecider() {}

    public static Decision decide(VmState state, VmInput input) {
        return switch (input) {
            case CreateVm create -> create(state, create);
            case StartVm start -> start(state, start);
            case StopVm stop -> stop(state, stop);
            case DeleteVm delete -> delete(state, delete);
            case Migration _ -> migrate(state);
            case AddressFact fact -> heard(state, fact);
            case RouteFact fact -> observed(state, fact);
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
            return unknownNode(request, request.node());
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
                new Requested(request, placement, request.running(), Addresses.NONE), created(request, placement));
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

    private static Decision start(VmState state, StartVm start) {
        return switch (state) {
            case Absent _ -> unknownVm();
            case Requested vm ->
                vm.running() ? startRunning(vm, start, vm::started) : startResting(vm, start, vm::started);
            case Started vm -> startRunning(vm, start, vm::started);
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
            return unknownNode(vm.request(), node);
        }
        var next = there.anew(node);
        return Transition.to(started.apply(next), new VmStarted(vm.request().vm(), next.node(), next.generation()));
    }

    private static Decision stop(VmState state, StopVm stop) {
        return switch (state) {
            case Absent _ -> unknownVm();
            case Requested vm ->
                elsewhere(vm, stop.node())
                        .orElseGet(() -> vm.running()
                                ? Transition.to(vm.stopped(), stopped(vm))
                                : new Unchanged("it does not run"));
            case Started vm -> elsewhere(vm, stop.node()).orElseGet(() -> Transition.to(vm.stopped(), stopped(vm)));
            case Stopped vm -> elsewhere(vm, stop.node()).orElseGet(() -> new Unchanged("it does not run"));
            case Refused vm -> wasRefused(vm);
            case Deleting _ -> beingDeleted();
        };
    }

    private static VmEvent stopped(Present vm) {
        return new VmStopped(
                vm.request().vm(), vm.placement().node(), vm.placement().generation());
    }

    private static Decision delete(VmState state, DeleteVm delete) {
        return switch (state) {
            case Absent _ -> new Unchanged("there is no such VM");
            case Deleting vm -> elsewhere(vm, delete.node()).orElseGet(() -> new Unchanged("it is being deleted"));
            case Present vm ->
                elsewhere(vm, delete.node())
                        .orElseGet(() -> Transition.to(
                                new Deleting(vm.request(), vm.placement(), vm.addresses()),
                                new VmDeleted(vm.request().vm(), vm.placement().generation())));
        };
    }

    private static Decision migrate(VmState state) {
        return switch (state) {
            case Absent _ -> unknownVm();
            case Present _ -> Refusal.of(ProblemType.NOT_SUPPORTED, "this version does not move VMs between nodes yet");
        };
    }

    /** Facts are late, or told twice, and an id is used again: only those about this VM count. */
    private static Decision heard(VmState state, AddressFact fact) {
        if (state instanceof Present vm && !vm.placement().isOfThisLife(fact.generation())) {
            return new Unchanged("it is about another VM of this id");
        }
        return switch (fact) {
            case AddressesAllocated allocated -> allocated(state, allocated);
            case AllocationRefused refused -> allocationRefused(state, refused);
            case AddressesReleased released -> released(state, released);
        };
    }

    private static Decision allocated(VmState state, AddressesAllocated fact) {
        return switch (state) {
            case Absent _ -> new Unchanged("there is no such VM");
            case Requested vm -> Transition.to(vm.allocated(vm.addresses().allocate(fact.addresses())));
            case Refused _ -> new Unchanged("it was refused before");
            case Started vm -> reallocated(vm, fact);
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
            case Started _, Stopped _ -> new Unchanged("it has addresses");
            case Refused _ -> new Unchanged("it was refused before");
            case Deleting _ -> new Unchanged("it is being deleted");
        };
    }

    private static Decision released(VmState state, AddressesReleased fact) {
        return switch (state) {
            case Deleting vm -> Transition.to(new Absent(vm.placement().generation()));
            case Started vm -> taken(vm, true, fact);
            case Stopped vm -> taken(vm, false, fact);
            case Absent _ -> new Unchanged("there is no such VM");
            case Requested _, Refused _ -> new Unchanged("it has no addresses");
        };
    }

    private static Decision taken(Present vm, boolean running, AddressesReleased fact) {
        return vm.addresses().containsAnyOf(fact.addresses())
                ? Transition.to(new Requested(vm.request(), vm.placement(), running, Addresses.NONE))
                : new Unchanged("it has other addresses");
    }

    private static Decision observed(VmState state, RouteFact fact) {
        return switch (state) {
            case Absent _ -> new Unchanged("there is no such VM");
            case Refused _ -> new Unchanged("it has no addresses");
            case Requested _, Started _, Stopped _, Deleting _ -> {
                var vm = (Present) state;
                yield with(vm, vm.addresses().observe(fact), "the observation is old, or not of the VM's address");
            }
        };
    }

    private static Decision with(Present vm, Addresses addresses, String otherwise) {
        if (addresses.equals(vm.addresses())) {
            return new Unchanged(otherwise);
        }
        return Transition.to(
                switch (vm) {
                    case Requested v -> new Requested(v.request(), v.placement(), v.running(), addresses);
                    case Started v -> new Started(v.request(), v.placement(), addresses);
                    case Stopped v -> new Stopped(v.request(), v.placement(), addresses);
                    case Deleting v -> new Deleting(v.request(), v.placement(), addresses);
                    case Refused v -> v;
                });
    }

    private static Optional<Decision> elsewhere(Present vm, @Nullable NodeName node) {
        return node == null || node.equals(vm.placement().node())
                ? Optional.empty()
                : Optional.of(Refusal.ofField(
                        ProblemType.NOT_PLACED_THERE,
                        "node",
                        "the VM is placed on " + vm.placement().node() + ", not on " + node));
    }

    private static Refusal unknownVm() {
        return Refusal.of(ProblemType.UNKNOWN_VM, "there is no such VM");
    }

    private static Refusal unknownNode(VmRequest request, NodeName node) {
        return Refusal.ofField(
                ProblemType.UNKNOWN_NODE, "node", "there is no node \"" + node + "\" in " + request.cluster());
    }

    private static Refusal wasRefused(Refused vm) {
        return Refusal.of(
                ProblemType.WRONG_STATE, "the VM was refused: " + vm.problem().detail() + "; it can only be deleted");
    }

    private static Refusal beingDeleted() {
        return Refusal.of(ProblemType.WRONG_STATE, "the VM is being deleted");
    }
}
