package io.ipfabric.vm.application;

import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.outbox.Outbox;
import io.ipfabric.outbox.Outgoing;
import io.ipfabric.vm.domain.Decision.Refusal;
import io.ipfabric.vm.domain.Decision.Transition;
import io.ipfabric.vm.domain.Decision.Unchanged;
import io.ipfabric.vm.domain.VmDecider;
import io.ipfabric.vm.domain.VmInput;
import io.ipfabric.vm.domain.VmInput.CreateVm;
import io.ipfabric.vm.domain.VmInput.StartVm;
import io.ipfabric.vm.domain.VmInput.Surroundings;
import io.ipfabric.vm.domain.VmRequest;
import io.ipfabric.vm.domain.VmState;
import io.ipfabric.vm.domain.VmState.Absent;
import io.ipfabric.vm.domain.VmState.Present;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
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

    private final VmStore store;
    private final TopologyStore topology;
    private final Outbox outbox;

    @Inject
    Vms(VmStore store, TopologyStore topology, Outbox outbox) {
        this.store = store;
        this.topology = topology;
        this.outbox = outbox;
    }

    public Uni<Outcome> create(Mutiny.Session session, VmRequest request) {
        return store.lock(session, request.vm()).chain(state -> store.surroundings(session, request)
                .map(surroundings -> VmDecider.decide(state, new CreateVm(request, surroundings)))
                .chain(decision -> switch (decision) {
                    case Transition(Present vm, var effects) -> insert(session, request, vm, effects);
                    case Transition _ -> throw new IllegalStateException("a creation makes a VM: " + decision);
                    case Unchanged _, Refusal _ -> Uni.createFrom().item(new Outcome(state, decision));
                }));
    }

    /** Who loses the race for an id or a name decides once more, and then sees the winner's VM. */
    private Uni<Outcome> insert(Mutiny.Session session, VmRequest request, Present vm, List<VmEvent> effects) {
        return store.insert(session, vm)
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

    /** For every input that needs to know nothing but the VM. */
    public Uni<Outcome> apply(Mutiny.Session session, VmId id, VmInput input) {
        return store.lock(session, id).chain(state -> settle(session, state, input));
    }

    private Uni<Outcome> settle(Mutiny.Session session, VmState before, VmInput input) {
        var decision = VmDecider.decide(before, input);
        return switch (decision) {
            case Transition(var after, var effects) ->
                change(session, before, after)
                        .chain(() -> publish(session, effects))
                        .replaceWith(new Outcome(after, decision));
            case Unchanged(var reason) -> {
                LOG.debugf("%s changes nothing: %s", input, reason);
                yield Uni.createFrom().item(new Outcome(before, decision));
            }
            case Refusal _ -> Uni.createFrom().item(new Outcome(before, decision));
        };
    }

    private Uni<Void> change(Mutiny.Session session, VmState before, VmState after) {
        return switch (after) {
            case Present vm -> store.update(session, vm);
            case Absent _
            when before instanceof Present vm ->
                store.remove(session, vm.request().vm());
            case Absent _ -> Uni.createFrom().voidItem();
        };
    }

    private Uni<Void> publish(Mutiny.Session session, List<VmEvent> effects) {
        return outbox.publish(session, effects.stream().map(Outgoing::of).toList());
    }
}
