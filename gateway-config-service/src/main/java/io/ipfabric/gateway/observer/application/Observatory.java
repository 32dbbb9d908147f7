package io.ipfabric.gateway.observer.application;

import io.ipfabric.contracts.event.RouteObservation.ReflectorSight;
import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.observer.domain.Publication;
import io.ipfabric.gateway.observer.domain.Publication.Level;
import io.ipfabric.gateway.observer.domain.ReflectorView;
import io.ipfabric.gateway.observer.domain.Remembered;
import io.ipfabric.gateway.observer.domain.SessionEvent;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * All reflectors of the fabric and their sessions. One lock, held for microseconds, so that what is published of a reflector is in the
 * order of what happened. Thread-safe.
 */
public final class Observatory {

    private static final Logger LOG = Logger.getLogger(Observatory.class);

    /** Of one reflector: beyond it something else than a fabric's host routes is announced, and memory would be next. */
    static final int ROUTES_MAX = 1_000_000;

    private final Observations observations;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<RouterName, Watched> watched = new HashMap<>();
    private Map<RouterName, Address> reflectors = Map.of();
    private boolean topologyKnown;

    public Observatory(Observations observations, Clock clock) {
        this.observations = observations;
        this.clock = clock;
    }

    /** What earlier observers published: whatever they saw, nobody sees it now. */
    public void restore(Map<RouterName, Remembered> remembered) {
        locked(() -> remembered.forEach((reflector, known) -> {
            watched.put(reflector, new Watched(reflector, known));
            if (known.state() != State.LOST) {
                var level = new ReflectorSight(
                        reflector, State.LOST, known.generation(), "the observer was started", clock.instant());
                observations.publish(List.of(new Level(level)));
            }
        }));
    }

    /**
     * The fabric has these reflectors and no others, by name and address. The first word about it is not believed if there are none: what
     * is remembered was some fabric's.
     */
    public void reflectors(Map<RouterName, Address> present) {
        locked(() -> {
            boolean believed = topologyKnown || !present.isEmpty();
            topologyKnown |= !present.isEmpty();
            reflectors = Map.copyOf(present);
            if (believed) {
                watched.keySet().stream()
                        .filter(name -> !reflectors.containsKey(name))
                        .toList()
                        .forEach(this::forget);
            }
        });
    }

    public boolean isReflector(RouterName name) {
        return locked(() -> reflectors.containsKey(name));
    }

    /** By its address, which is its BGP identifier too. Empty: none has it. */
    public Optional<RouterName> reflectorAt(Address address) {
        return locked(() -> reflectors.entrySet().stream()
                .filter(each -> each.getValue().equals(address))
                .map(Map.Entry::getKey)
                .findFirst());
    }

    /**
     * Opens a session, in place of the one before if there was one.
     *
     * @param disconnect ends the connection; may be called from any thread, and again
     * @return empty if the fabric has no such reflector
     */
    public Optional<ReflectorSession> open(RouterName reflector, Runnable disconnect) {
        return locked(() -> {
            if (!reflectors.containsKey(reflector)) {
                return Optional.<ReflectorSession>empty();
            }
            var watch = watched.computeIfAbsent(reflector, name -> new Watched(name, Remembered.NOTHING));
            return Optional.of(watch.open(disconnect));
        });
    }

    /** The observer ends: nothing is seen from now on. */
    public void close() {
        locked(() -> watched.values().forEach(watch -> watch.end("the observer was stopped")));
    }

    /** How many reflectors are in this state. */
    public long count(State state) {
        return locked(() -> watched.values().stream()
                .filter(watch -> watch.view.sight().state() == state)
                .count());
    }

    /** Prefixes held by all reflectors together. */
    public long routes() {
        return locked(() -> watched.values().stream()
                .mapToLong(watch -> watch.view.routes())
                .sum());
    }

    private void forget(RouterName name) {
        var watch = watched.remove(name);
        if (watch != null) {
            watch.disconnect();
            LOG.infof("reflector %s is none of the fabric any more", name);
            observations.publish(watch.view.removed());
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

    /** A reflector and the session that counts. */
    private final class Watched {

        private final RouterName reflector;
        private final ReflectorView view;
        private @Nullable Session current;

        Watched(RouterName reflector, Remembered remembered) {
            this.reflector = reflector;
            this.view = new ReflectorView(reflector, remembered);
        }

        ReflectorSession open(Runnable disconnect) {
            disconnect();
            var session = new Session(this, disconnect);
            current = session;
            publish(view.opened(clock.instant()));
            return session;
        }

        void disconnect() {
            var session = current;
            current = null;
            if (session != null) {
                session.disconnect.run();
            }
        }

        void end(String detail) {
            disconnect();
            publish(view.lost(detail, clock.instant()));
        }

        void publish(List<Publication> publications) {
            if (!publications.isEmpty()) {
                observations.publish(publications);
            }
        }
    }

    private final class Session implements ReflectorSession {

        private final Watched watch;
        private final Runnable disconnect;

        Session(Watched watch, Runnable disconnect) {
            this.watch = watch;
            this.disconnect = disconnect;
        }

        @Override
        public void on(SessionEvent event) {
            locked(() -> {
                if (watch.current != this) {
                    return;
                }
                var before = watch.view.sight().state();
                watch.publish(watch.view.on(event, clock.instant()));
                if (before != watch.view.sight().state()) {
                    LOG.infof("reflector %s is in sync: %d routes", watch.reflector, watch.view.routes());
                }
                if (watch.view.routes() > ROUTES_MAX) {
                    LOG.errorf("reflector %s holds more than %d routes", watch.reflector, ROUTES_MAX);
                    watch.end("it holds more than " + ROUTES_MAX + " routes");
                }
            });
        }

        @Override
        public void ended(String detail) {
            locked(() -> {
                if (watch.current == this) {
                    LOG.warnf("reflector %s is lost: %s", watch.reflector, detail);
                    watch.end(detail);
                }
            });
        }
    }
}
