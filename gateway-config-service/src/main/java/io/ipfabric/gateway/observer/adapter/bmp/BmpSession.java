package io.ipfabric.gateway.observer.adapter.bmp;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.InvalidValueException;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.observer.adapter.bmp.BmpMessage.Ignored;
import io.ipfabric.gateway.observer.adapter.bmp.BmpMessage.Initiation;
import io.ipfabric.gateway.observer.adapter.bmp.BmpMessage.PeerDown;
import io.ipfabric.gateway.observer.adapter.bmp.BmpMessage.PeerUp;
import io.ipfabric.gateway.observer.adapter.bmp.BmpMessage.RouteMonitoring;
import io.ipfabric.gateway.observer.adapter.bmp.BmpMessage.StatisticsReport;
import io.ipfabric.gateway.observer.adapter.bmp.BmpMessage.Termination;
import io.ipfabric.gateway.observer.application.Observatory;
import io.ipfabric.gateway.observer.application.ObserverMeters;
import io.ipfabric.gateway.observer.application.ReflectorSession;
import io.ipfabric.gateway.observer.domain.PeerRounds;
import io.ipfabric.gateway.observer.domain.SessionEvent;
import io.ipfabric.gateway.observer.domain.bgp.BgpUpdate;
import io.ipfabric.gateway.observer.domain.bgp.Frames;
import io.ipfabric.gateway.observer.domain.bgp.MalformedMessageException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One connection of somebody who may be a reflector: first it says who it is, then what it holds. Whatever it says otherwise ends the
 * connection and nothing else. Called on the connection's event loop only; the time is {@link System#nanoTime}.
 */
final class BmpSession {

    private static final Logger LOG = Logger.getLogger(BmpSession.class);
    static final Duration INITIATION_WITHIN = Duration.ofSeconds(5);

    /**
     * BMP has no keepalive. Statistics come three times a second while a peer is up; without them nobody would say that a peer's session ended,
     * or that the reflector hangs.
     */
    static final Duration STATISTICS_WITHIN = Duration.ofSeconds(5);

    /** A reflector whose name does not tell who it is tells it with its first peer. */
    static final Duration NAMED_WITHIN = Duration.ofSeconds(60);

    private static final int PEERS_MAX = 10_000;

    private final String remote;
    private final Observatory observatory;
    private final ObserverMeters meters;
    private final @Nullable Address self;
    private final Runnable disconnect;
    private final Frames frames = new Frames(BmpDecoder.HEADER_LENGTH, BmpDecoder::messageLength);
    private final PeerRounds rounds = new PeerRounds();
    private final long openedAt;
    private final Set<Address> ownSessions = new HashSet<>();
    private long statisticsAt;
    private @Nullable ReflectorSession session;
    private boolean initiated;
    private boolean over;

    /**
     * @param remote the address that the connection comes from
     * @param self the BGP identifier of the observer, whose own session with the reflector is none of the fabric's; absent: it has none
     */
    BmpSession(
            String remote,
            @Nullable Address self,
            Observatory observatory,
            ObserverMeters meters,
            Runnable disconnect,
            long now) {
        this.remote = remote;
        this.self = self;
        this.observatory = observatory;
        this.meters = meters;
        this.disconnect = disconnect;
        this.openedAt = now;
    }

    void received(byte[] bytes, long now) {
        if (over) {
            return;
        }
        try {
            frames.add(bytes);
            for (var message = frames.next(); message != null && !over; message = frames.next()) {
                meters.message();
                handle(BmpDecoder.decode(message), now);
            }
        } catch (MalformedMessageException e) {
            meters.malformed();
            LOG.errorf("what %s says is not believed any more: %s", remote, e.getMessage());
            end("malformed: " + e.getMessage());
        } catch (RuntimeException e) {
            // A defect of ours: what it was about is not known, and must not pass for known.
            LOG.errorf(e, "what %s says was not understood", remote);
            end("a message was not understood: " + e);
        }
    }

    void tick(long now) {
        if (over) {
            return;
        }
        if (session == null) {
            if (isLonger(initiated ? NAMED_WITHIN : INITIATION_WITHIN, now - openedAt)) {
                LOG.warnf("%s did not say which reflector it is", remote);
                end("nameless");
            }
        } else if (rounds.isAnyUp() && isLonger(STATISTICS_WITHIN, now - statisticsAt)) {
            end("no statistics for " + STATISTICS_WITHIN + " though peers were up");
        } else {
            session.on(new SessionEvent.Elapsed());
        }
    }

    /** The connection is gone. */
    void closed() {
        end("the connection was closed");
    }

    private void handle(BmpMessage message, long now) throws MalformedMessageException {
        switch (message) {
            case Initiation(var sysName) -> initiation(sysName);
            case Termination() -> end("the reflector ended the session");
            case Ignored() -> {}
            case PeerUp up -> peerUp(up, now);
            case PeerDown(var peer, var _) -> {
                rounds.down(peer);
                if (ownSessions.remove(peer)) {
                    return;
                }
                opened().on(new SessionEvent.PeerDown(peer));
            }
            case RouteMonitoring(var peer, var update) -> update(peer, update);
            case StatisticsReport(var peer) -> {
                statisticsAt = now;
                for (var ended : rounds.reported(peer)) {
                    if (ownSessions.remove(ended)) {
                        continue;
                    }
                    LOG.infof("%s has no session with %s any more", remote, ended);
                    opened().on(new SessionEvent.PeerDown(ended));
                }
            }
        }
    }

    private void update(Address peer, BgpUpdate update) throws MalformedMessageException {
        if (ownSessions.contains(peer)) {
            if (!update.reachable().isEmpty()) {
                // What is left out would pass for absent.
                throw new MalformedMessageException("routes of " + peer
                        + ", which has the observer's BGP identifier: no router may have its address");
            }
            return;
        }
        if (rounds.isUp(peer)) {
            opened().on(new SessionEvent.Updated(peer, update));
        } else if (update.endOfRib() == null) {
            throw new MalformedMessageException("routes of " + peer + ", which is not up");
        }
        // FRR's End-of-RIB may come before the Peer Up of a peer that is coming up just then. It tells nothing.
    }

    private void peerUp(PeerUp up, long now) throws MalformedMessageException {
        if (rounds.count() >= PEERS_MAX) {
            throw new MalformedMessageException("more than " + PEERS_MAX + " peers");
        }
        if (!rounds.isAnyUp()) {
            statisticsAt = now;
        }
        if (session == null && initiated) {
            open(
                    observatory.reflectorAt(up.sent().identifier()),
                    "its BGP identifier " + up.sent().identifier());
        }
        if (over) {
            return;
        }
        rounds.up(up.peer());
        ownSessions.remove(up.peer());
        if (self != null && self.equals(up.received().identifier())) {
            // It announces nothing, and is not waited for; but its statistics say that the reflector lives.
            ownSessions.add(up.peer());
            return;
        }
        opened().on(new SessionEvent.PeerUp(up.peer(), up.sent().common(up.received())));
    }

    /**
     * FRR's sysName is the host's name where the text was loaded by {@code vtysh}: what the text says of it does not reach bgpd. So it
     * counts only if it is a reflector's; then the address that it calls from does, and at last the identifier that it has in its sessions.
     */
    private void initiation(String sysName) {
        if (initiated) {
            return;
        }
        initiated = true;
        var name = named(sysName).or(() -> address(remote).flatMap(observatory::reflectorAt));
        if (name.isPresent()) {
            open(name, shown(sysName));
        } else {
            LOG.infof("%s calls itself %s; its first session will tell who it is", remote, shown(sysName));
        }
    }

    private void open(Optional<RouterName> name, String by) {
        session = name.flatMap(each -> observatory.open(each, disconnect)).orElse(null);
        if (session == null) {
            LOG.warnf("%s is no reflector of the fabric by %s", remote, by);
            end("unknown");
        } else {
            LOG.infof("reflector %s speaks, from %s", name.get(), remote);
        }
    }

    private Optional<RouterName> named(String sysName) {
        return reflector(sysName).filter(observatory::isReflector);
    }

    private static Optional<Address> address(String text) {
        try {
            return Optional.of(Address.of(text));
        } catch (InvalidValueException _) {
            return Optional.empty();
        }
    }

    private static Optional<RouterName> reflector(String sysName) {
        try {
            return Optional.of(RouterName.of(sysName));
        } catch (InvalidValueException _) {
            return Optional.empty();
        }
    }

    private ReflectorSession opened() throws MalformedMessageException {
        if (session == null) {
            throw new MalformedMessageException("a message before the initiation");
        }
        return session;
    }

    private void end(String detail) {
        if (over) {
            return;
        }
        over = true;
        if (session != null) {
            session.ended(detail);
        }
        disconnect.run();
    }

    private static String shown(String text) {
        var line = text.codePoints()
                .limit(80)
                .map(each -> Character.isISOControl(each) ? '?' : each)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
        return "\"" + line + "\"";
    }

    private static boolean isLonger(Duration limit, long nanos) {
        return nanos > limit.toNanos();
    }
}
