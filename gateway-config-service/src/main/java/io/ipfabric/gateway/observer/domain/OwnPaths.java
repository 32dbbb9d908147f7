package io.ipfabric.gateway.observer.domain;

import io.ipfabric.contracts.event.RouteObservation.Path;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.gateway.observer.domain.bgp.BgpUpdate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The host routes that a reflector originates itself, seen over a session beside the one that tells what its peers send. A reflected route always
 * names its originator (RFC 4456, section 8), so one that names none was put into the reflector: nobody in this fabric does that on purpose.
 *
 * <p>What an ended session showed stays until the next one has shown all: its end takes no route out of the reflector. Mutable,
 * deterministic. Not thread-safe.
 */
final class OwnPaths {

    private final Map<Prefix, Map<Long, Path>> byPrefix = new HashMap<>();
    /** Of an earlier session, and not seen in this one yet. */
    private final Set<Prefix> former = new HashSet<>();

    private int paths;

    void opened() {
        former.addAll(byPrefix.keySet());
    }

    /**
     * @param reflector who is said to announce them
     * @return the prefixes of which it has others now
     */
    Set<Prefix> apply(Address reflector, BgpUpdate update) {
        var changed = new LinkedHashSet<Prefix>();
        for (var gone : update.withdrawn()) {
            if (!former.contains(gone.prefix()) && remove(gone.prefix(), gone.pathId())) {
                changed.add(gone.prefix());
            }
        }
        for (var reachable : update.reachable()) {
            var prefix = reachable.prefix();
            if (!prefix.isHost()) {
                continue;
            }
            if (update.originator() != null) {
                // Path identifiers have no meaning: one that was the reflector's own path may be another's now.
                if (!former.contains(prefix) && remove(prefix, reachable.pathId())) {
                    changed.add(prefix);
                }
                continue;
            }
            if (former.remove(prefix)) {
                drop(prefix);
            }
            var path = new Path(reflector, reachable.nextHop(), update.localPreference());
            var before = byPrefix.computeIfAbsent(prefix, _ -> new HashMap<>(2)).put(reachable.pathId(), path);
            paths += before == null ? 1 : 0;
            changed.add(prefix);
        }
        return changed;
    }

    /** All has been shown: what an earlier session had beyond it is gone. */
    Set<Prefix> completed() {
        var gone = Set.copyOf(former);
        former.clear();
        gone.forEach(this::drop);
        return gone;
    }

    void clear() {
        byPrefix.clear();
        former.clear();
        paths = 0;
    }

    /** One of them stands for all: it is the same router that announces them. */
    Optional<Path> of(Prefix prefix) {
        var all = byPrefix.get(prefix);
        return all == null ? Optional.empty() : all.values().stream().min(HeldPaths.WORTH);
    }

    Set<Prefix> prefixes() {
        return Set.copyOf(byPrefix.keySet());
    }

    int paths() {
        return paths;
    }

    private boolean remove(Prefix prefix, long pathId) {
        var all = byPrefix.get(prefix);
        if (all == null || all.remove(pathId) == null) {
            return false;
        }
        paths--;
        if (all.isEmpty()) {
            byPrefix.remove(prefix);
        }
        return true;
    }

    private void drop(Prefix prefix) {
        var all = byPrefix.remove(prefix);
        paths -= all == null ? 0 : all.size();
    }
}
