package io.ipfabric.gateway.observer.application;

import io.ipfabric.contracts.event.RouteObservation.ReflectorSight;
import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.observer.application.WatchedReflector.Opened;
import io.ipfabric.gateway.observer.domain.Publication.Level;
import io.ipfabric.gateway.observer.domain.Reflector;
import io.ipfabric.gateway.observer.domain.Remembered;
import io.ipfabric.gateway.observer.domain.SessionEvent;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * All reflectors of the fabric and their sessions. One lock, held for microseconds, so that what is published of a reflector is in the
 * order of what happened. Thread-safe.
 */
public final class Observatory {

    private final Observations observations;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<RouterName, WatchedReflector> watched = new HashMap<>();
    private Map<RouterName, Reflector> reflectors = Map.of();
    private boolean topologyKnown;

    public Observatory(Observations observations, Clock clock) {
        this.observations = observations;
        this.clock = clock;
    }

    /** What earlier observers published: whatever they saw, nobody sees it now. */
    public void restore(Map<RouterName, Remembered> remembered) {
        locked(() -> remembered.forEach((reflector, known) -> {
            watched.put(reflector, watched(reflector, known));
            if (known.state() != State.LOST) {
                var level = new ReflectorSight(
                        reflector, State.LOST, known.generation(), "the observer was started", clock.instant());
                observations.publish(List.of(new Level(level)));
            }
        }));
    }

    /**
     * The fabric has these reflectors and no others, by name. The first word about it is not believed if there are none: what is remembered
     * was some fabric's.
     */
    public void reflectors(Map<RouterName, Reflector> present) {
        locked(() -> {
            boolean believed = topologyKnown || !present.isEmpty();
            topologyKnown |= !present.isEmpty();
            var before = reflectors;
            reflectors = Map.copyOf(present);
            if (believed) {
                watched.keySet().stream()
                        .filter(name -> !reflectors.containsKey(name))
                        .toList()
                        .forEach(this::forget);
            }
            watched.forEach((name, watch) -> {
                var known = before.get(name);
                if (known != null && !known.equals(reflectors.get(name))) {
                    watch.end("it is another one now");
                }
            });
        });
    }

    /** Whether it is one that is seen by BMP. */
    public boolean isReflector(RouterName name) {
        return locked(() -> speaksBmp(name));
    }

    /** One that is seen by BMP, by its address, which is its BGP identifier too. Empty: none has it. */
    public Optional<RouterName> reflectorAt(Address address) {
        return locked(() -> reflectors.values().stream()
                .filter(each -> each.speaksBmp() && each.address().equals(address))
                .map(Reflector::name)
                .findFirst());
    }

    /**
     * Opens a BMP session, in place of the one before if there was one.
     *
     * @param disconnect ends the connection; may be called from any thread, and again
     * @return empty if the fabric has no such reflector that is seen by BMP
     */
    public Optional<ReflectorSession> open(RouterName reflector, Runnable disconnect) {
        return locked(() -> {
            if (!speaksBmp(reflector)) {
                return Optional.<ReflectorSession>empty();
            }
            var watch = watch(reflector);
            return Optional.of(new Session(watch, watch.open(disconnect)));
        });
    }

    /**
     * Opens a BGP session, in place of the one before if there was one: of a reflector without BMP it shows all, of another one only what that
     * originates itself.
     *
     * @param disconnect ends the connection; may be called from any thread, and again
     * @return empty if the fabric has no such reflector
     */
    public Optional<ReflectorSession> openClient(RouterName reflector, Runnable disconnect) {
        return locked(() -> {
            if (!reflectors.containsKey(reflector)) {
                return Optional.<ReflectorSession>empty();
            }
            var watch = watch(reflector);
            var opened = speaksBmp(reflector) ? watch.openBeside(disconnect) : watch.open(disconnect);
            return Optional.of(new Session(watch, opened));
        });
    }

    /** The observer ends: nothing is seen from now on. */
    public void close() {
        locked(() -> watched.values().forEach(watch -> watch.end("the observer was stopped")));
    }

    /** How many reflectors are in this state. */
    public long count(State state) {
        return locked(() -> watched.values().stream()
                .filter(watch -> watch.state() == state)
                .count());
    }

    /** How many BGP sessions of the observer's own are in this state. */
    public long countClients(State state) {
        return locked(() -> reflectors.keySet().stream()
                .filter(name -> clientState(name) == state)
                .count());
    }

    /** Prefixes held by all reflectors together. */
    public long routes() {
        return locked(() ->
                watched.values().stream().mapToLong(WatchedReflector::routes).sum());
    }

    /** Whether all that this reflector holds is known. */
    public boolean isInSync(RouterName reflector) {
        return locked(() -> {
            var watch = watched.get(reflector);
            return watch != null && watch.state() == State.IN_SYNC;
        });
    }

    /** Prefixes held by this reflector, as far as is known. */
    public long routes(RouterName reflector) {
        return locked(() -> {
            var watch = watched.get(reflector);
            return watch == null ? 0L : watch.routes();
        });
    }

    private State clientState(RouterName name) {
        var watch = watched.get(name);
        if (watch == null) {
            return State.LOST;
        }
        return speaksBmp(name) ? watch.besideState() : watch.state();
    }

    private boolean speaksBmp(RouterName name) {
        var reflector = reflectors.get(name);
        return reflector != null && reflector.speaksBmp();
    }

    private WatchedReflector watch(RouterName reflector) {
        return watched.computeIfAbsent(reflector, name -> watched(name, Remembered.NOTHING));
    }

    private WatchedReflector watched(RouterName reflector, Remembered remembered) {
        return new WatchedReflector(reflector, remembered, observations, clock);
    }

    private void forget(RouterName name) {
        var watch = watched.remove(name);
        if (watch != null) {
            watch.forget();
        }
    }

    private void locked(Runnable work) {
        locked(() -> {
            work.run();
            return true;
        });
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }

    private final class Session implements ReflectorSession {

        private final WatchedReflector watch;
        private final Opened opened;

        Session(WatchedReflector watch, Opened opened) {
            this.watch = watch;
            this.opened = opened;
        }

        @Override
        public void on(SessionEvent event) {
            locked(() -> watch.on(opened, event));
        }

        @Override
        public void ended(String detail) {
            locked(() -> watch.ended(opened, detail));
        }
    }
}
