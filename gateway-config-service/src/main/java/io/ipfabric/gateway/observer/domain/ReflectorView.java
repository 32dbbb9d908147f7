package io.ipfabric.gateway.observer.domain;

import io.ipfabric.contracts.event.RouteObservation;
import io.ipfabric.contracts.event.RouteObservation.Path;
import io.ipfabric.contracts.event.RouteObservation.ReflectorRoute;
import io.ipfabric.contracts.event.RouteObservation.ReflectorSight;
import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.observer.domain.Publication.Level;
import io.ipfabric.gateway.observer.domain.Publication.Tombstone;
import io.ipfabric.gateway.observer.domain.SessionEvent.Completed;
import io.ipfabric.gateway.observer.domain.SessionEvent.Elapsed;
import io.ipfabric.gateway.observer.domain.SessionEvent.PeerDown;
import io.ipfabric.gateway.observer.domain.SessionEvent.PeerUp;
import io.ipfabric.gateway.observer.domain.SessionEvent.Updated;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one reflector, and what is to be published of it. A route is published when its paths change, in whichever state; what
 * was published in an earlier session and did not come again is taken back at IN_SYNC, before IN_SYNC is said.
 *
 * <p>Routes that the reflector originates itself may be known by a session beside: they are published with the others, and decide nothing about
 * what can be seen. Mutable for the sake of its size; deterministic. Not thread-safe.
 */
public final class ReflectorView {

    private final RouterName reflector;
    private final HeldPaths held = new HeldPaths();
    private final OwnPaths own = new OwnPaths();
    private final Set<Prefix> published;
    private Sight sight;

    public ReflectorView(RouterName reflector, Remembered remembered) {
        this.reflector = reflector;
        this.published = new HashSet<>(remembered.published());
        this.sight = new Sight.Lost(remembered.generation());
    }

    public Sight sight() {
        return sight;
    }

    /** How many prefixes the reflector holds, beside those that it originates. */
    public int routes() {
        return held.size();
    }

    /** How many paths are remembered. */
    public int paths() {
        return held.paths() + own.paths();
    }

    public List<Publication> opened(Instant now) {
        held.clear();
        sight = sight.opened(now);
        return List.of(sightLevel(null, now));
    }

    public List<Publication> on(SessionEvent event, Instant now) {
        if (sight instanceof Sight.Lost) {
            return List.of();
        }
        var publications = new ArrayList<Publication>();
        var before = sight.state();
        sight = sight.on(event, now);
        routes(changedBy(event), now, publications);
        if (before != State.IN_SYNC && sight.state() == State.IN_SYNC) {
            // Those too of which nothing came in this session: their level is of an earlier one.
            routes(own.prefixes(), now, publications);
            routes(stale(), now, publications);
            publications.add(sightLevel(null, now));
        }
        return publications;
    }

    /** A session opens that shows what the reflector originates itself. */
    public void besideOpened() {
        own.opened();
    }

    /** What the session beside says of the reflector, its peer; only routes without an originator count. */
    public List<Publication> beside(SessionEvent event, Instant now) {
        Set<Prefix> changed =
                switch (event) {
                    case Updated(var peer, var update) -> own.apply(peer, update);
                    case Completed() -> own.completed();
                    case PeerUp _, PeerDown _, Elapsed _ -> Set.of();
                };
        var publications = new ArrayList<Publication>();
        if (!(sight instanceof Sight.Lost)) {
            routes(changed, now, publications);
        }
        return publications;
    }

    /** @param detail why, for a person */
    public List<Publication> lost(String detail, Instant now) {
        if (sight instanceof Sight.Lost) {
            return List.of();
        }
        held.clear();
        sight = new Sight.Lost(sight.generation());
        return List.of(sightLevel(detail, now));
    }

    /** Nobody says any more what the reflector originates itself. */
    public void besideForgotten() {
        own.clear();
    }

    /** The fabric has no such reflector any more. */
    public List<Publication> removed() {
        held.clear();
        own.clear();
        var publications = new ArrayList<Publication>();
        published.forEach(prefix -> publications.add(new Tombstone(ReflectorRoute.key(reflector, prefix))));
        published.clear();
        publications.add(new Tombstone(reflector + ReflectorSight.KEY_SUFFIX));
        sight = new Sight.Lost(sight.generation());
        return publications;
    }

    private Collection<Prefix> changedBy(SessionEvent event) {
        return switch (event) {
            // Also of one that is up: its session before ended without a word, and all that came over it is gone.
            case PeerUp(var peer, var _) -> held.drop(peer);
            case PeerDown(var peer) -> held.drop(peer);
            case Updated(var peer, var update) -> held.apply(peer, update);
            case Completed(), Elapsed() -> List.of();
        };
    }

    private Set<Prefix> stale() {
        var stale = new HashSet<>(published);
        stale.removeAll(held.prefixes());
        stale.removeAll(own.prefixes());
        return stale;
    }

    private void routes(Collection<Prefix> prefixes, Instant now, List<Publication> into) {
        for (var prefix : prefixes) {
            var paths = paths(prefix);
            if (!paths.isEmpty()) {
                published.add(prefix);
                into.add(new Level(new ReflectorRoute(reflector, prefix, sight.generation(), paths, now)));
            } else if (published.remove(prefix)) {
                into.add(new Tombstone(ReflectorRoute.key(reflector, prefix)));
            }
        }
    }

    private List<Path> paths(Prefix prefix) {
        var ofPeers = held.of(prefix);
        return own.of(prefix)
                .map(mine -> Stream.concat(Stream.of(mine), ofPeers.stream().filter(path -> !path.peer()
                                .equals(mine.peer())))
                        .limit(ReflectorRoute.PATHS_MAX)
                        .toList())
                .orElse(ofPeers);
    }

    private Level sightLevel(@Nullable String detail, Instant now) {
        RouteObservation level = new ReflectorSight(reflector, sight.state(), sight.generation(), detail, now);
        return new Level(level);
    }
}
