package io.ipfabric.gateway.observer.application;

import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.observer.domain.Publication;
import io.ipfabric.gateway.observer.domain.ReflectorView;
import io.ipfabric.gateway.observer.domain.Remembered;
import io.ipfabric.gateway.observer.domain.SessionEvent;
import java.time.Clock;
import java.util.List;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A reflector and the sessions that count: the one by which it is seen, and perhaps one beside it that shows what the reflector originates itself.
 * Not thread-safe.
 */
final class WatchedReflector {

    private static final Logger LOG = Logger.getLogger(WatchedReflector.class);

    /** Of one reflector: beyond it something else than a fabric's host routes is announced, and memory would be next. */
    static final int PATHS_MAX = 1_000_000;

    private final RouterName name;
    private final ReflectorView view;
    private final Observations observations;
    private final Clock clock;
    private @Nullable Opened main;
    private @Nullable Opened beside;
    private State besideState = State.LOST;

    /** A session, known by its identity: two may have the same way to be ended. */
    static final class Opened {
        private final Runnable disconnect;

        private Opened(Runnable disconnect) {
            this.disconnect = disconnect;
        }
    }

    WatchedReflector(RouterName name, Remembered remembered, Observations observations, Clock clock) {
        this.name = name;
        this.view = new ReflectorView(name, remembered);
        this.observations = observations;
        this.clock = clock;
    }

    Opened open(Runnable disconnect) {
        disconnectMain();
        var session = new Opened(disconnect);
        main = session;
        publish(view.opened(clock.instant()));
        return session;
    }

    Opened openBeside(Runnable disconnect) {
        disconnectBeside();
        var session = new Opened(disconnect);
        beside = session;
        besideState = State.SYNCING;
        view.besideOpened();
        return session;
    }

    /** Of a session that another one took the place of, nothing is heard any more. */
    void on(Opened session, SessionEvent event) {
        if (session == main) {
            var before = state();
            publish(view.on(event, clock.instant()));
            if (before != state()) {
                LOG.infof("reflector %s is in sync: %d routes", name, view.routes());
            }
        } else if (session == beside) {
            publish(view.beside(event, clock.instant()));
            if (event instanceof SessionEvent.Completed) {
                besideState = State.IN_SYNC;
                LOG.infof("what reflector %s originates itself is seen", name);
            }
        }
        if (view.paths() > PATHS_MAX) {
            LOG.errorf("reflector %s holds more than %d paths", name, PATHS_MAX);
            end("it holds more than " + PATHS_MAX + " paths");
        }
    }

    void ended(Opened session, String detail) {
        if (session == main) {
            LOG.warnf("reflector %s is lost: %s", name, detail);
            disconnectMain();
            publish(view.lost(detail, clock.instant()));
        } else if (session == beside) {
            LOG.warnf("what reflector %s originates itself is not seen any more: %s", name, detail);
            disconnectBeside();
        }
    }

    /** Both sessions. */
    void end(String detail) {
        disconnectMain();
        disconnectBeside();
        view.besideForgotten();
        publish(view.lost(detail, clock.instant()));
    }

    /** It is none of the fabric any more. */
    void forget() {
        disconnectMain();
        disconnectBeside();
        LOG.infof("reflector %s is none of the fabric any more", name);
        observations.publish(view.removed());
    }

    State state() {
        return view.sight().state();
    }

    State besideState() {
        return besideState;
    }

    int routes() {
        return view.routes();
    }

    private void disconnectMain() {
        var session = main;
        main = null;
        if (session != null) {
            session.disconnect.run();
        }
    }

    private void disconnectBeside() {
        var session = beside;
        beside = null;
        besideState = State.LOST;
        if (session != null) {
            session.disconnect.run();
        }
    }

    private void publish(List<Publication> publications) {
        if (!publications.isEmpty()) {
            observations.publish(publications);
        }
    }
}
