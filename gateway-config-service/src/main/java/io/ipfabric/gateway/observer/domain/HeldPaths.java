package io.ipfabric.gateway.observer.domain;

import io.ipfabric.contracts.event.RouteObservation.Path;
import io.ipfabric.contracts.event.RouteObservation.ReflectorRoute;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.gateway.observer.domain.bgp.BgpUpdate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The paths that a reflector holds, by prefix, peer (its Adj-RIBs-In, RFC 4271, section 3.2) and path identifier (RFC 7911), as far as its own
 * filter takes them: host routes. Mutable, because it is large and changes often; deterministic. Not thread-safe.
 */
public final class HeldPaths {

    private final Map<Prefix, Map<Source, Path>> byPrefix = new HashMap<>();
    private final Map<Address, Set<Prefix>> byPeer = new HashMap<>();
    private int paths;

    /** @param pathId 0 where a peer has but one path of a prefix */
    private record Source(Address peer, long pathId) {}

    /** @return the prefixes whose paths are others now */
    public Set<Prefix> apply(Address peer, BgpUpdate update) {
        var changed = new LinkedHashSet<Prefix>();
        // RFC 4271, section 4.3: a prefix in both places is reachable.
        for (var gone : update.withdrawn()) {
            if (remove(new Source(peer, gone.pathId()), gone.prefix())) {
                changed.add(gone.prefix());
            }
        }
        for (var reachable : update.reachable()) {
            var prefix = reachable.prefix();
            if (!prefix.isHost()) {
                continue;
            }
            var announcer = update.originator() == null ? peer : update.originator();
            var path = new Path(announcer, reachable.nextHop(), update.localPreference());
            if (!path.equals(put(new Source(peer, reachable.pathId()), prefix, path))) {
                changed.add(prefix);
            }
        }
        return changed;
    }

    /** Forgets what came over a session that ended. */
    public Set<Prefix> drop(Address peer) {
        var prefixes = byPeer.remove(peer);
        if (prefixes == null) {
            return Set.of();
        }
        prefixes.forEach(prefix -> drop(peer, prefix));
        return prefixes;
    }

    /** In the order of their worth, of equals by announcer. One for each announcer, and no more than a level may have. */
    public List<Path> of(Prefix prefix) {
        var paths = byPrefix.get(prefix);
        if (paths == null) {
            return List.of();
        }
        return paths.size() == 1
                ? List.copyOf(paths.values())
                : paths.values().stream()
                        .sorted(WORTH)
                        .filter(distinctAnnouncer())
                        .limit(ReflectorRoute.PATHS_MAX)
                        .toList();
    }

    /** How many prefixes it has paths for. */
    public int size() {
        return byPrefix.size();
    }

    /** How many paths it has, of all prefixes together. */
    public int paths() {
        return paths;
    }

    public Set<Prefix> prefixes() {
        return Set.copyOf(byPrefix.keySet());
    }

    public void clear() {
        byPrefix.clear();
        byPeer.clear();
        paths = 0;
    }

    static final Comparator<Path> WORTH = Comparator.comparing(
                    (Path path) -> path.localPreference() == null ? 0L : path.localPreference(),
                    Comparator.reverseOrder())
            .thenComparing(Path::peer)
            .thenComparing(Path::nextHop);

    private static Predicate<Path> distinctAnnouncer() {
        var seen = new HashSet<Address>();
        return path -> seen.add(path.peer());
    }

    private @Nullable Path put(Source source, Prefix prefix, Path path) {
        byPeer.computeIfAbsent(source.peer(), _ -> new LinkedHashSet<>()).add(prefix);
        var before = byPrefix.computeIfAbsent(prefix, _ -> new HashMap<>(2)).put(source, path);
        paths += before == null ? 1 : 0;
        return before;
    }

    private boolean remove(Source source, Prefix prefix) {
        var sources = byPrefix.get(prefix);
        if (sources == null || sources.remove(source) == null) {
            return false;
        }
        paths--;
        if (sources.keySet().stream().noneMatch(other -> other.peer().equals(source.peer()))) {
            forget(source.peer(), prefix);
        }
        if (sources.isEmpty()) {
            byPrefix.remove(prefix);
        }
        return true;
    }

    private void forget(Address peer, Prefix prefix) {
        var prefixes = byPeer.get(peer);
        if (prefixes != null) {
            prefixes.remove(prefix);
        }
    }

    private void drop(Address peer, Prefix prefix) {
        byPrefix.computeIfPresent(prefix, (_, sources) -> {
            int before = sources.size();
            sources.keySet().removeIf(source -> source.peer().equals(peer));
            paths -= before - sources.size();
            return sources.isEmpty() ? null : sources;
        });
    }
}
