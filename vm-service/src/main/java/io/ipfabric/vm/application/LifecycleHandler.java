package io.ipfabric.vm.application;

import io.ipfabric.contracts.codec.Envelope;
import io.ipfabric.contracts.event.InterfaceRequest;
import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.event.ProblemType;
import io.ipfabric.contracts.event.VmLifecycleEvent;
import io.ipfabric.contracts.event.VmLifecycleEvent.Created;
import io.ipfabric.contracts.event.VmLifecycleEvent.Deleted;
import io.ipfabric.contracts.event.VmLifecycleEvent.MigrationFailed;
import io.ipfabric.contracts.event.VmLifecycleEvent.MigrationStarted;
import io.ipfabric.contracts.event.VmLifecycleEvent.MigrationSwitched;
import io.ipfabric.contracts.event.VmLifecycleEvent.Started;
import io.ipfabric.contracts.event.VmLifecycleEvent.Stopped;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.outbox.Delivery;
import io.ipfabric.outbox.OutsideEventHandler;
import io.ipfabric.vm.domain.Labels;
import io.ipfabric.vm.domain.VmInput.DeleteVm;
import io.ipfabric.vm.domain.VmInput.FailMigration;
import io.ipfabric.vm.domain.VmInput.StartMigration;
import io.ipfabric.vm.domain.VmInput.StopVm;
import io.ipfabric.vm.domain.VmInput.SwitchMigration;
import io.ipfabric.vm.domain.VmRequest;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.Set;
import org.hibernate.reactive.mutiny.Mutiny;

/**
 * Turns what hypervisor managers say into commands, in the order of their sequence numbers where they give them. A refused record leaves
 * no trace but its rejection: its sequence number does not count either.
 */
@ApplicationScoped
public class LifecycleHandler implements OutsideEventHandler<VmLifecycleEvent> {

    private final Vms vms;
    private final VmStore store;
    private final SequenceStore sequences;

    @Inject
    LifecycleHandler(Vms vms, VmStore store, SequenceStore sequences) {
        this.vms = vms;
        this.store = store;
        this.sequences = sequences;
    }

    /** What has to be known before the record can be decided. */
    public static Set<Reference> references(VmLifecycleEvent event) {
        return switch (event) {
            case Created created ->
                Set.of(new Reference.ToCluster(created.cluster()), new Reference.ToNode(created.node()));
            case Started started -> Set.of(new Reference.ToNode(started.node()));
            case MigrationStarted started -> Set.of(new Reference.ToNode(started.target()));
            case MigrationSwitched switched -> Set.of(new Reference.ToNode(switched.target()));
            case Stopped _, Deleted _, MigrationFailed _ -> Set.of();
        };
    }

    @Override
    public Uni<Optional<Problem>> handle(Mutiny.Session session, Delivery<VmLifecycleEvent> delivery) {
        var event = delivery.event();
        var envelope = delivery.envelope();
        var sequence = envelope.sequence();
        if (sequence == null) {
            return decide(session, event).map(Outcome::problem);
        }
        // The VM's lock first: it keeps apart two records of one source that are judged at the same time.
        return store.lock(session, event.vm())
                .chain(() -> sequences.last(session, event.vm(), envelope.source()))
                .chain(last -> last.isPresent() && sequence < last.getAsLong()
                        ? Uni.createFrom().item(Optional.of(outOfOrder(sequence, last.getAsLong())))
                        : decideInOrder(session, event, envelope, sequence));
    }

    private Uni<Optional<Problem>> decideInOrder(
            Mutiny.Session session, VmLifecycleEvent event, Envelope envelope, long sequence) {
        return decide(session, event)
                .chain(outcome -> outcome.problem().isPresent()
                        ? Uni.createFrom().item(outcome.problem())
                        : remember(session, event.vm(), envelope, sequence));
    }

    private Uni<Optional<Problem>> remember(Mutiny.Session session, VmId vm, Envelope envelope, long sequence) {
        return sequences.remember(session, vm, envelope.source(), sequence).replaceWith(Optional.empty());
    }

    private Uni<Outcome> decide(Mutiny.Session session, VmLifecycleEvent event) {
        return switch (event) {
            case Created created -> vms.create(session, request(created));
            case Started(var vm, var node, var replaces) -> vms.start(session, vm, node, replaces);
            case Stopped(var vm, var node) -> vms.apply(session, vm, new StopVm(node));
            case Deleted(var vm, var node) -> vms.apply(session, vm, new DeleteVm(node));
            case MigrationStarted(var vm, var source, var target, var cutover, var strictTimeout) ->
                vms.migrate(
                        session,
                        vm,
                        target,
                        destination ->
                                new StartMigration(TimeOrderedId.next(), source, destination, cutover, strictTimeout));
            case MigrationSwitched(var vm, var target) ->
                vms.migrate(session, vm, target, destination -> new SwitchMigration(TimeOrderedId.next(), destination));
            case MigrationFailed(var vm, var target, var reason) ->
                vms.apply(session, vm, new FailMigration(target, reason));
        };
    }

    private static VmRequest request(Created created) {
        return new VmRequest(
                created.vm(),
                created.name(),
                created.cluster(),
                created.node(),
                created.families(),
                created.addresses(),
                created.iface() == null ? InterfaceRequest.DEFAULT : created.iface(),
                Labels.NONE,
                created.running() == null || created.running());
    }

    private static Problem outOfOrder(long sequence, long last) {
        return Problem.ofField(
                ProblemType.OUT_OF_ORDER,
                "sequence",
                sequence + " is older than " + last + ", which this source said of this VM before");
    }
}
