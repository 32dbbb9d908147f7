package io.ipfabric.vm.application;

import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Force;
import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.outbox.Outbox;
import io.ipfabric.outbox.Outgoing;
import io.ipfabric.vm.domain.Decision;
import io.ipfabric.vm.domain.Decision.Refusal;
import io.ipfabric.vm.domain.Decision.Transition;
import io.ipfabric.vm.domain.Decision.Unchanged;
import io.ipfabric.vm.domain.Life;
import io.ipfabric.vm.domain.LifeEvent.CommandRejected;
import io.ipfabric.vm.domain.Migration;
import io.ipfabric.vm.domain.VmDecider;
import io.ipfabric.vm.domain.VmInput;
import io.ipfabric.vm.domain.VmInput.CancelMigration;
import io.ipfabric.vm.domain.VmInput.CreateVm;
import io.ipfabric.vm.domain.VmInput.Destination;
import io.ipfabric.vm.domain.VmInput.ForceMigration;
import io.ipfabric.vm.domain.VmInput.Migrate;
import io.ipfabric.vm.domain.VmInput.StartVm;
import io.ipfabric.vm.domain.VmInput.Surroundings;
import io.ipfabric.vm.domain.VmInput.SwitchMigration;
import io.ipfabric.vm.domain.VmRequest;
import io.ipfabric.vm.domain.VmState;
import io.ipfabric.vm.domain.VmState.Absent;
import io.ipfabric.vm.domain.VmState.Present;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Loads a VM under its lock, has the decider decide, stores and publishes: all within the caller's transaction, so that state and
 * facts are there together or not at all. Both doors, HTTP and {@code vm-lifecycle}, come through here.
 */
@ApplicationScoped
public class Vms {

    private static final Logger LOG = Logger.getLogger(Vms.class);

    private static final Logger FORCED = Logger.getLogger("io.ipfabric.forced");

    private final VmStore store;
    private final TopologyStore topology;
    private final MigrationStore history;
    private final Outbox outbox;
    private final VmMeters meters;

    @Inject
    Vms(VmStore store, TopologyStore topology, MigrationStore history, Outbox outbox, VmMeters meters) {
        this.store = store;
        this.topology = topology;
        this.history = history;
        this.outbox = outbox;
        this.meters = meters;
    }

    public Uni<Outcome> create(Mutiny.Session session, VmRequest request) {
        return store.lock(session, request.vm()).chain(state -> store.surroundings(session, request)
                .map(surroundings -> decide(state, new CreateVm(request, surroundings)))
                .chain(decision -> switch (decision) {
                    case Transition(Present vm, var effects) -> insert(session, request, vm, effects);
                    case Transition _ -> throw new IllegalStateException("a creation makes a VM: " + decision);
                    case Unchanged _ -> Uni.createFrom().item(new Outcome(state, decision));
                    case Refusal refusal -> refused(session, state, refusal);
                }));
    }

    /** Who loses the race for an id or a name decides once more, and then sees the winner's VM. */
    private Uni<Outcome> insert(Mutiny.Session session, VmRequest request, Present vm, List<VmEvent> effects) {
        return store.insert(session, vm, Life.between(new Absent(), vm, now()))
                .chain(inserted -> inserted
                        ? publish(session, effects).replaceWith(new Outcome(vm, new Transition(vm, effects)))
                        : create(session, request));
    }

    /**
     * @param node absent: where it is placed
     * @param replaces the generation that it supersedes
     */
    public Uni<Outcome> start(Mutiny.Session session, VmId id, @Nullable NodeName node, @Nullable Generation replaces) {
        return store.lock(session, id).chain(state -> surroundings(session, state, node)
                .chain(surroundings -> settle(session, state, new StartVm(node, replaces, surroundings))));
    }

    private Uni<Surroundings> surroundings(Mutiny.Session session, VmState state, @Nullable NodeName node) {
        return switch (state) {
            case Absent _ -> Uni.createFrom().item(new Surroundings(false, false, false));
            case Present vm ->
                topology.isNodeIn(
                                session,
                                node == null ? vm.placement().node() : node,
                                vm.request().cluster())
                        .map(nodeInCluster -> new Surroundings(true, nodeInCluster, true));
        };
    }

    /**
     * A move to a node, or the news of one.
     *
     * @param command given what is known of the node
     */
    public Uni<Outcome> migrate(
            Mutiny.Session session, VmId id, NodeName target, Function<Destination, Migrate> command) {
        return store.lock(session, id).chain(state -> switch (state) {
            case Absent _ -> settle(session, state, command.apply(unknown(target)));
            case Present vm ->
                topology.destination(session, target, vm.request().cluster())
                        .chain(destination -> settle(session, state, command.apply(destination)));
        });
    }

    /** The guest of the migration that has this id runs on its target. One that switched before says nothing new, wherever the VM is now. */
    public Uni<Outcome> switchOver(Mutiny.Session session, VmId id, UUID migration) {
        return named(
                session,
                id,
                migration,
                (state, known) -> known.isSwitched()
                        ? Uni.createFrom().item(new Outcome(state, new Unchanged("it switched before")))
                        : migrate(
                                session,
                                id,
                                known.target(),
                                destination -> new SwitchMigration(TimeOrderedId.next(), destination)));
    }

    public Uni<Outcome> cancel(Mutiny.Session session, VmId id, UUID migration) {
        return named(session, id, migration, (state, known) -> settle(session, state, new CancelMigration(known)));
    }

    /** Also the history names it: an operator need not know how many migrations the VM remembers. */
    public Uni<Outcome> force(Mutiny.Session session, VmId id, UUID migration, Force force) {
        return named(session, id, migration, (state, known) -> settle(session, state, new ForceMigration(known, force)))
                .invoke(outcome -> {
                    if (outcome.decision() instanceof Transition) {
                        FORCED.warnf(
                                "forced: migration %s of VM %s; by %s: %s",
                                migration, id, force.by() == null ? "nobody who is named" : force.by(), force.reason());
                    }
                });
    }

    private Uni<Outcome> named(
            Mutiny.Session session, VmId id, UUID migration, BiFunction<VmState, Migration, Uni<Outcome>> work) {
        return store.lock(session, id).chain(state -> history.find(session, id, migration)
                .chain(known -> known.isPresent()
                        ? work.apply(state, known.get())
                        : Uni.createFrom()
                                .item(new Outcome(
                                        state,
                                        new Refusal(Problem.of(
                                                ProblemType.NOT_FOUND,
                                                "the VM \"" + id + "\" has no such migration"))))));
    }

    private static Destination unknown(NodeName target) {
        return new Destination(target, false, CutoverPolicy.SEAMLESS, StrictTimeout.HOLD);
    }

    /** For every input that needs to know nothing but the VM. */
    public Uni<Outcome> apply(Mutiny.Session session, VmId id, VmInput input) {
        return store.lock(session, id).chain(state -> settle(session, state, input));
    }

    private Uni<Outcome> settle(Mutiny.Session session, VmState before, VmInput input) {
        var decision = decide(before, input);
        return switch (decision) {
            case Transition(var after, var effects) ->
                change(session, before, after)
                        .chain(() -> publish(session, effects))
                        .replaceWith(new Outcome(after, decision));
            case Unchanged(var reason) -> {
                LOG.debugf("%s changes nothing: %s", input, reason);
                yield Uni.createFrom().item(new Outcome(before, decision));
            }
            case Refusal refusal -> refused(session, before, refusal);
        };
    }

    /** Who follows the VM hears of it too: the one who asked may be another. */
    private Uni<Outcome> refused(Mutiny.Session session, VmState state, Refusal refusal) {
        var outcome = new Outcome(state, refusal);
        return switch (state) {
            case Absent _ -> Uni.createFrom().item(outcome);
            case Present vm ->
                store.tell(session, vm.request().vm(), new CommandRejected(now(), refusal.problem()))
                        .replaceWith(outcome);
        };
    }

    private Decision decide(VmState before, VmInput input) {
        var decision = VmDecider.decide(before, input, now());
        meters.decided(input, decision);
        return decision;
    }

    private Uni<Void> change(Mutiny.Session session, VmState before, VmState after) {
        return switch (after) {
            case Present vm ->
                store.update(session, vm, Life.between(before, vm, now())).chain(() -> measure(session, before, vm));
            case Absent _
            when before instanceof Present vm ->
                store.remove(session, vm.request().vm(), Life.between(before, after, now()));
            case Absent _ -> Uni.createFrom().voidItem();
        };
    }

    private Uni<Void> measure(Mutiny.Session session, VmState before, Present vm) {
        meters.moved(before, vm);
        var milestones = Milestone.of(vm);
        return milestones.isEmpty()
                ? Uni.createFrom().voidItem()
                : store.reached(session, vm.request().vm(), milestones)
                        .invoke(first ->
                                first.forEach((milestone, after) -> meters.reached(milestone, vm.placement(), after)))
                        .replaceWithVoid();
    }

    /** To the millisecond: finer is noise to a reader. */
    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private Uni<Void> publish(Mutiny.Session session, List<VmEvent> effects) {
        return outbox.publish(session, effects.stream().map(Outgoing::of).toList());
    }
}
