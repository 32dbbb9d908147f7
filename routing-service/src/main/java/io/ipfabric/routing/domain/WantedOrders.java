package io.ipfabric.routing.domain;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.value.NodeName;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a node should be told about a VM, by what it was told last and by its part. <i>p</i> is the node where the VM is placed.
 *
 * <pre>
 * told last          p, running        p, stopped   target of an open move   another node, of a move      otherwise
 * (nothing)          Serve ¹           ·            Prepare ²                ·                            ·
 * Serve              Serve             Rest         Prepare ⁴, Attract ³     Serve ⁸, Redirect ⁵ ⁶        Remove
 * Deliver            Serve ¹           Rest         Prepare                  RedirectQuietly ⁵            Remove
 * Prepare            Serve ¹           Rest         Attract, Await ³         Remove                       Remove
 * Attract            Serve             Rest         Attract                  RedirectQuietly ⁵            RedirectQuietly
 * Await              Serve ¹           Rest         Await                    Remove                       Remove
 * Redirect           Serve             Rest         Prepare ⁴, Attract ³     Redirect, RedirectQuietly ⁶  Remove
 * RedirectQuietly    Serve ¹           Rest         Prepare, Attract ³       RedirectQuietly, Remove ⁷    Remove ⁷
 * Rest               Serve ¹           ·            Prepare ²                Remove                       Remove
 * Remove             Serve ¹           ·            Prepare ²                ·                            ·
 * </pre>
 *
 * A dot: nothing. Where the VM is deleted every node is to Remove; where it has no addresses it is as if it were stopped.
 *
 * <ol>
 *   <li>Deliver instead, while it came by a STRICT move and waits until older nodes are proved silent (see {@link WaivedProofs}); one that it goes back to by an open move
 *       is such a node until it announces what it sends on. NORMAL if every older one is proved silent, else before all that these may still announce. With permission
 *       to redirect once an open move's target was seen to attract or to await
 *   <li>once p was seen to deliver: nobody is told to send where nobody delivers (so no circle can be: each goes to a later placement), but for ⁸
 *   <li>once the target was seen to send to p: Attract (SEAMLESS) or Await (STRICT)
 *   <li>Redirect instead, if the VM left this node for p by a SEAMLESS move: it is the backup path, and must not fall silent before Attract, nor before Await until
 *       everybody had time to follow p
 *   <li>once p was seen to deliver; until then as it is
 *   <li>SEAMLESS: Redirect, and RedirectQuietly once the reflectors hold p's route and everybody had time to follow; STRICT: RedirectQuietly at once
 *   <li>Remove once it is proved silent and the time for which it redirects is over
 *   <li>while p was not seen to deliver, and if no third node may still be sent anything: with permission to redirect to p. Its guest went without notice, so what arrives
 *       here is for nobody; the circle of two that this may be until p delivers is cut by the guards of both (ADR 16)
 * </ol>
 *
 * STANDBY has its place in classes and contracts; nobody is told so yet.
 */
final class WantedOrders {

    private final VmRouting state;
    private final RoutingContext context;

    WantedOrders(VmRouting state, RoutingContext context) {
        this.state = state;
        this.context = context;
    }

    /** @return null: nothing */
    @Nullable
    Order of(NodeName node) {
        var told = state.endpoints().get(node);
        var placement = state.placement();
        if (placement == null || state.deleted()) {
            return told == null ? null : new Order.Remove();
        }
        var move = state.openMove();
        if (node.equals(placement.node())) {
            return placement.running() && !state.addresses().isEmpty() ? serve(placement, told) : rest(told);
        }
        if (move != null && node.equals(move.target())) {
            return target(placement, move, told);
        }
        return told == null ? null : other(node, placement, told);
    }

    private static @Nullable Order rest(@Nullable Told told) {
        return told == null || told.isRemoved() ? null : new Order.Rest();
    }

    private Order serve(Placement placement, @Nullable Told told) {
        boolean waits = others().anyMatch(placement::awaits);
        if (waits && (told == null || !(told.order() instanceof Order.Serve))) {
            return new Order.Deliver();
        }
        boolean alone = others().allMatch(other -> other.silentSince() != null);
        return new Order.Serve(announcement(told, alone), successor(placement));
    }

    private Stream<Told> others() {
        return state.older().map(Map.Entry::getValue);
    }

    private Announcement announcement(@Nullable Told told, boolean alone) {
        if (state.openMove() != null && told != null && told.order() instanceof Order.Serve(var present, var _)) {
            // The target outranks it soon: what it announces until then is no matter.
            return present;
        }
        if (alone) {
            return new Announcement.Normal();
        }
        int rank = rankAbove(others());
        if (told != null && told.order().announcement() instanceof Announcement.Preferred(int already)) {
            rank = Math.max(rank, already);
        }
        return new Announcement.Preferred(rank);
    }

    private static int rankAbove(Stream<Told> rivals) {
        int strongest = rivals.filter(rival -> rival.silentSince() == null)
                .mapToInt(Told::strength)
                .max()
                .orElse(1);
        return Math.clamp(strongest, 1, Announcement.Preferred.RANK_MAX);
    }

    private @Nullable NodeName successor(Placement placement) {
        var move = state.openMove();
        if (move == null) {
            return null;
        }
        var target = state.endpoints().get(move.target());
        // Not before the target was seen to be armed: only then it drops what the source would send round.
        boolean armed = target != null
                && target.order().armed() != null
                && target.order().equals(target(placement, move, target))
                && target.forwardsAsTold();
        return armed ? move.target() : null;
    }

    private @Nullable Order target(Placement placement, Move move, @Nullable Told told) {
        var source = placement.node();
        if (told != null && told.order().armed() != null && isVia(told.order(), source)) {
            return told.order();
        }
        if (!placement.delivering() || state.addresses().isEmpty()) {
            return told == null || told.isRemoved() ? null : told.order();
        }
        if (told != null && isVia(told.order(), source) && told.forwardsAsTold()) {
            return switch (move.cutover()) {
                case SEAMLESS -> new Order.Attract(source, rankAbove(rivalsOf(move.target())));
                case STRICT ->
                    isBackup(placement, told) && !isFollowed(placement) ? told.order() : new Order.Await(source);
            };
        }
        return told != null && isBackup(placement, told) ? new Order.Redirect(source) : new Order.Prepare(source);
    }

    /** Whether others may still come only by what it announces: the VM left it by a move whose target is not yet followed by everybody. */
    private static boolean isBackup(Placement placement, Told told) {
        return told.order() instanceof Order.Redirect
                || (told.order() instanceof Order.Serve && placement.cutover() == CutoverPolicy.SEAMLESS);
    }

    private Stream<Told> rivalsOf(NodeName target) {
        return state.endpoints().entrySet().stream()
                .filter(entry -> !entry.getKey().equals(target))
                .map(Map.Entry::getValue);
    }

    private static boolean isVia(Order order, NodeName node) {
        return order.forwarding().equals(new Forwarding.Via(node));
    }

    private @Nullable Order other(NodeName node, Placement placement, Told told) {
        if (!placement.running() || state.addresses().isEmpty()) {
            return remove(told);
        }
        boolean moved = placement.cutover() != null && told.carried();
        return switch (told.order()) {
            case Order.Remove _ -> null;
            case Order.Rest _, Order.Prepare _, Order.Await _ -> new Order.Remove();
            case Order.Attract hairpin ->
                placement.delivering() ? new Order.RedirectQuietly(placement.node()) : hairpin;
            case Order.RedirectQuietly quiet -> quietly(placement, told, quiet);
            case Order.Serve serve ->
                moved ? redirected(placement, mayLeave(node, placement, serve)) : new Order.Remove();
            case Order.Redirect redirect -> moved ? redirected(placement, redirect) : new Order.Remove();
            case Order.Deliver deliver ->
                !moved
                        ? new Order.Remove()
                        : placement.delivering() ? new Order.RedirectQuietly(placement.node()) : deliver;
        };
    }

    private static @Nullable Order remove(Told told) {
        return told.isRemoved() ? null : new Order.Remove();
    }

    /** What it sends on must come to p, or back to itself: p sends where its last order or the announcements lead as long as it does not deliver. */
    private Order.Serve mayLeave(NodeName source, Placement placement, Order.Serve serve) {
        if (placement.node().equals(serve.successor())) {
            return serve;
        }
        boolean alone = state.endpoints().entrySet().stream()
                .filter(entry -> !entry.getKey().equals(placement.node())
                        && !entry.getKey().equals(source))
                .map(Map.Entry::getValue)
                .allMatch(other -> other.proof().forced() == null
                        && context.isPast(other.silentSince(), context.timing().settle()));
        return alone && leadsNowhereBut(source, state.endpoints().get(placement.node()))
                ? new Order.Serve(serve.announcement(), placement.node())
                : serve;
    }

    private static boolean leadsNowhereBut(NodeName source, @Nullable Told there) {
        return there == null
                || there.seen().forwarding() instanceof Forwarding.None
                || new Forwarding.Via(source).equals(there.seen().forwarding());
    }

    private Order redirected(Placement placement, Order as) {
        if (!placement.delivering()) {
            return as;
        }
        return placement.cutover() == CutoverPolicy.STRICT || isFollowed(placement)
                ? new Order.RedirectQuietly(placement.node())
                : new Order.Redirect(placement.node());
    }

    private Order quietly(Placement placement, Told told, Order.RedirectQuietly as) {
        if (isOver(told)) {
            return new Order.Remove();
        }
        return placement.delivering() ? new Order.RedirectQuietly(placement.node()) : as;
    }

    /** Whether the reflectors hold the route to where the VM is for so long that everybody sends there. */
    private boolean isFollowed(Placement placement) {
        var there = state.endpoints().get(placement.node());
        return there != null
                && there.order() instanceof Order.Serve
                && context.isPast(there.heldSince(), context.timing().settle());
    }

    /** Whether nothing is sent to it any more. */
    private boolean isOver(Told told) {
        return context.isPast(told.silentSince(), context.timing().holdOf(told));
    }
}
