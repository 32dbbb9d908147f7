package io.ipfabric.vm.domain;

import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.event.Problem;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.vm.domain.LifeEvent.AddressesChanged;
import io.ipfabric.vm.domain.LifeEvent.Gone;
import io.ipfabric.vm.domain.LifeEvent.MigrationChanged;
import io.ipfabric.vm.domain.LifeEvent.RouteChange;
import io.ipfabric.vm.domain.LifeEvent.RouteChanged;
import io.ipfabric.vm.domain.LifeEvent.StateChanged;
import io.ipfabric.vm.domain.VmState.Absent;
import io.ipfabric.vm.domain.VmState.Present;
import io.ipfabric.vm.domain.VmState.Refused;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a change of a VM's state means to whoever follows its life: the difference between two states, so that no input can be forgotten, and nothing is
 * told that was not stored. Causes come before effects: addresses, routes, phases of moves, and then the state that follows from them.
 *
 * <p>An allocation ends only after its route is gone (G5). That it ended may be heard before the route's own end, which comes on another topic: the end is
 * told with it.
 */
public final class Life {

    private Life() {}

    /** Empty if nothing changed that is shown. */
    public static List<LifeEvent> between(VmState before, VmState after, Instant now) {
        return switch (after) {
            case Absent _ -> before instanceof Present vm ? end(vm, now) : List.of();
            case Present vm -> between(before instanceof Present earlier ? earlier : null, vm, now);
        };
    }

    private static List<LifeEvent> end(Present before, Instant now) {
        var told = new ArrayList<LifeEvent>(forgotten(before.addresses(), Addresses.NONE, now));
        told.add(new Gone(now));
        return List.copyOf(told);
    }

    private static List<LifeEvent> between(@Nullable Present before, Present after, Instant now) {
        var told = new ArrayList<LifeEvent>();
        var had = before == null ? Addresses.NONE : before.addresses();
        if (!addresses(had).equals(addresses(after.addresses()))) {
            told.add(new AddressesChanged(now, addresses(after.addresses())));
        }
        told.addAll(forgotten(had, after.addresses(), now));
        for (var route : after.addresses().routes()) {
            routeChange(sight(had, route.address()).orElse(null), route)
                    .ifPresent(change -> told.add(new RouteChanged(
                            now, route.address(), change, route.node(), route.epoch(), route.since())));
        }
        var moves = before == null ? Migrations.NONE : before.migrations();
        for (var migration : after.migrations().newestFirst().reversed()) {
            if (!moves.newestFirst().contains(migration)) {
                told.add(moved(migration, now));
            }
        }
        if (before == null
                || before.status() != after.status()
                || !before.placement().node().equals(after.placement().node())
                || !before.placement().generation().equals(after.placement().generation())) {
            told.add(state(after, now));
        }
        return List.copyOf(told);
    }

    private static List<Address> addresses(Addresses known) {
        return known.allocated().stream().map(AllocatedAddress::address).toList();
    }

    private static List<RouteChanged> forgotten(Addresses before, Addresses after, Instant now) {
        return before.routes().stream()
                .filter(route ->
                        route.node() != null && sight(after, route.address()).isEmpty())
                .map(route -> new RouteChanged(now, route.address(), RouteChange.WITHDRAWN, null, null, now))
                .toList();
    }

    private static Optional<RouteSight> sight(Addresses known, Address address) {
        return known.routes().stream()
                .filter(route -> route.address().equals(address))
                .findFirst();
    }

    /** Another node or epoch is another announcement. */
    private static Optional<RouteChange> routeChange(@Nullable RouteSight before, RouteSight after) {
        if (after.equals(before)) {
            return Optional.empty();
        }
        var same = before != null && isOfSameIntent(before, after) ? before : null;
        if (after.confirmed() && (same == null || !same.confirmed())) {
            return Optional.of(RouteChange.CONFIRMED);
        }
        if (after.announced() && (same == null || !same.announced())) {
            return Optional.of(RouteChange.ANNOUNCED);
        }
        if (after.node() != null) {
            return Optional.of(RouteChange.DRIFTED);
        }
        return before != null && before.node() == null && before.sequence().equals(after.sequence())
                ? Optional.empty()
                : Optional.of(RouteChange.WITHDRAWN);
    }

    private static boolean isOfSameIntent(RouteSight before, RouteSight after) {
        return before.sequence().equals(after.sequence())
                && before.node() != null
                && before.node().equals(after.node())
                && before.epoch() != null
                && before.epoch().equals(after.epoch());
    }

    private static MigrationChanged moved(Migration migration, Instant now) {
        var progress = migration.progress();
        return new MigrationChanged(
                now,
                migration.id(),
                progress.phase(),
                migration.source(),
                migration.target(),
                migration.cutover(),
                progress.proved(),
                progress.detail());
    }

    private static StateChanged state(Present vm, Instant now) {
        Problem problem = vm instanceof Refused refused ? refused.problem() : null;
        return new StateChanged(
                now, vm.status(), vm.placement().node(), vm.placement().generation(), problem);
    }
}
