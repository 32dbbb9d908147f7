package io.ipfabric.routing.domain;

import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.routing.domain.ReflectorSights.HeldPath;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that routing knows of one VM.
 *
 * @param placement absent until vm-service told of the VM: addresses may be known before
 * @param allotment the addresses; absent until ipam-service answered. It may be of the life that follows the placement's
 * @param endpoints what each node was told, by node; a node that has nothing of the VM is not in it
 * @param move the live migration that is under way; absent: none, or the last is all over
 * @param strays paths that reflectors hold and nobody ordered, as everybody was told
 * @param told that some node was told to announce since the VM was created
 * @param deleted that vm-service said so
 * @param ended that the end of all its routes was published, or that there is none to tell
 * @param overdue what it waits for beyond its time, as it was at the last decision
 * @param past the generation up to which all is over: what is heard of it once more says nothing. Absent: no earlier life is known
 */
public record VmRouting(
        VmId vm,
        @Nullable Placement placement,
        @Nullable Allotment allotment,
        SortedMap<NodeName, Told> endpoints,
        @Nullable Move move,
        Set<HeldPath> strays,
        boolean told,
        boolean deleted,
        boolean ended,
        @Nullable Generation past,
        List<Wait> overdue) {

    public VmRouting {
        endpoints = Collections.unmodifiableSortedMap(new TreeMap<>(endpoints));
        strays = Set.copyOf(strays);
        overdue = List.copyOf(overdue);
    }

    public static VmRouting unknown(VmId vm) {
        return new VmRouting(vm, null, null, new TreeMap<>(), null, Set.of(), false, false, false, null, List.of());
    }

    /** As allocated to the VM as it is placed; empty until ipam-service answered, and when it released them. */
    public List<RoutedAddress> addresses() {
        return allotment == null || (placement != null && !allotment.life().equals(placement.life()))
                ? List.of()
                : allotment.addresses();
    }

    /** Whether a creation or deletion in this generation is later than all that is known. */
    boolean isNews(Generation generation) {
        var known = placement == null ? past : placement.generation();
        return known == null || generation.isAfter(known);
    }

    /** Whether a fact about the addresses of this life says nothing any more. */
    boolean isOver(Generation life) {
        return (placement != null && placement.life().isAfter(life))
                || (allotment != null && allotment.life().isAfter(life))
                || (past != null && !life.isAfter(past));
    }

    /**
     * Created, perhaps anew: what nodes were told of an earlier life stays known. Its addresses are not: they may have another owner by
     * then, although their release was not heard yet, which comes on another topic.
     */
    VmRouting created(Placement newPlacement) {
        boolean earlier = allotment != null && newPlacement.life().isAfter(allotment.life());
        return new VmRouting(
                vm,
                newPlacement,
                earlier ? null : allotment,
                endpoints,
                null,
                strays,
                false,
                false,
                false,
                past,
                overdue);
    }

    VmRouting placed(Placement newPlacement) {
        return new VmRouting(vm, newPlacement, allotment, endpoints, move, strays, told, deleted, ended, past, overdue);
    }

    /** The guest is on the target. What was waived for an earlier move says nothing of this one: it is waived anew and told, or it is waited for. */
    VmRouting movedBy(Placement from, Move by) {
        var unwaived = new TreeMap<>(endpoints);
        unwaived.replaceAll((_, told) -> told.unwaived());
        return placed(from.movedBy(by)).withEndpoints(unwaived);
    }

    VmRouting with(Allotment newAllotment) {
        return new VmRouting(vm, placement, newAllotment, endpoints, move, strays, told, deleted, ended, past, overdue);
    }

    VmRouting withEndpoints(Map<NodeName, Told> newEndpoints) {
        boolean announcing =
                newEndpoints.values().stream().anyMatch(endpoint -> endpoint.order() instanceof Order.Announced);
        return new VmRouting(
                vm,
                placement,
                allotment,
                new TreeMap<>(newEndpoints),
                move,
                strays,
                told || announcing,
                deleted,
                ended,
                past,
                overdue);
    }

    VmRouting moving(@Nullable Move newMove) {
        return new VmRouting(vm, placement, allotment, endpoints, newMove, strays, told, deleted, ended, past, overdue);
    }

    VmRouting withStrays(Set<HeldPath> newStrays) {
        return new VmRouting(vm, placement, allotment, endpoints, move, newStrays, told, deleted, ended, past, overdue);
    }

    VmRouting waiting(List<Wait> newOverdue) {
        return newOverdue.equals(overdue)
                ? this
                : new VmRouting(
                        vm, placement, allotment, endpoints, move, strays, told, deleted, ended, past, newOverdue);
    }

    /** The migration that may still be cancelled. */
    @Nullable
    Move openMove() {
        return move != null && move.isOpen() ? move : null;
    }

    /**
     * What may announce the VM of its own beside the node where it is placed: also the target of an open move, where the VM was a moment ago, until it
     * announces what it sends on.
     */
    Stream<Map.Entry<NodeName, Told>> older() {
        var move = openMove();
        return endpoints.entrySet().stream()
                .filter(entry -> entry.getValue().carried()
                        && !(placement != null && entry.getKey().equals(placement.node()))
                        && !(move != null
                                && entry.getKey().equals(move.target())
                                && entry.getValue().announcesOnTheWay()));
    }

    /** A word that stood for a stop or a move says nothing of the release of addresses: that waits for proofs, or for a word of its own. */
    VmRouting asDeleted() {
        var unforced = new TreeMap<>(endpoints);
        unforced.replaceAll((_, told) -> told.unforced());
        return new VmRouting(vm, placement, allotment, unforced, null, strays, told, true, ended, past, overdue);
    }

    /** Deleted and released, in either order, it has no routes whose end could be told. */
    VmRouting settled() {
        boolean released = allotment != null
                && (allotment.addresses().isEmpty()
                        || (placement != null && allotment.life().isAfter(placement.life())));
        return deleted && released ? asEnded() : this;
    }

    VmRouting asEnded() {
        return new VmRouting(vm, placement, allotment, endpoints, move, strays, told, deleted, true, past, overdue);
    }

    /** Once its addresses are released and no node has anything of it, that is all that needs to be known; until then, everything. */
    VmRouting remainder() {
        if (!deleted
                || !ended
                || !endpoints.isEmpty()
                || allotment == null
                || !allotment.addresses().isEmpty()) {
            return this;
        }
        var last = placement != null && placement.generation().isAfter(allotment.life())
                ? placement.generation()
                : allotment.life();
        return new VmRouting(vm, null, null, endpoints, null, Set.of(), false, false, false, last, List.of());
    }

    /** Whether all that is known is that an earlier life is over. */
    public boolean hasOnlyPast() {
        return placement == null && allotment == null && endpoints.isEmpty() && !deleted;
    }
}
