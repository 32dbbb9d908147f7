package io.ipfabric.gateway.observer.adapter.bgp;

import io.ipfabric.gateway.observer.application.Observatory;
import io.ipfabric.gateway.observer.application.ObserverMeters;
import io.ipfabric.gateway.observer.application.ReflectorSession;
import io.ipfabric.gateway.observer.domain.bgp.BgpError;
import io.ipfabric.gateway.observer.domain.bgp.BgpHeader;
import io.ipfabric.gateway.observer.domain.bgp.BgpMessage;
import io.ipfabric.gateway.observer.domain.bgp.BgpWriting;
import io.ipfabric.gateway.observer.domain.bgp.Frames;
import io.ipfabric.gateway.observer.domain.bgp.MalformedMessageException;
import io.ipfabric.gateway.observer.domain.client.ClientEffect;
import io.ipfabric.gateway.observer.domain.client.ClientEffect.End;
import io.ipfabric.gateway.observer.domain.client.ClientEffect.Establish;
import io.ipfabric.gateway.observer.domain.client.ClientEffect.SendKeepalive;
import io.ipfabric.gateway.observer.domain.client.ClientEffect.SendNotification;
import io.ipfabric.gateway.observer.domain.client.ClientEffect.Tell;
import io.ipfabric.gateway.observer.domain.client.ClientInput;
import io.ipfabric.gateway.observer.domain.client.ClientState;
import io.ipfabric.gateway.observer.domain.client.ClientTerms;
import java.time.Instant;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One connection with a reflector: does what {@link ClientState} decides. Whatever comes on it ends it at most. Called on the connection's event
 * loop only; instants come of one clock that never goes back.
 */
final class BgpSession {

    private static final Logger LOG = Logger.getLogger(BgpSession.class);

    private final ClientTerms terms;
    private final Observatory observatory;
    private final ObserverMeters meters;
    private final Line line;
    private final Frames frames = new Frames(BgpHeader.LENGTH, BgpHeader::messageLength);
    private ClientState state;
    private @Nullable ReflectorSession session;
    private @Nullable String over;
    private boolean wasUp;

    /** The connection, as far as a session uses it. */
    interface Line {

        void send(byte[] message);

        /** May be called from any thread, and again. */
        void close();
    }

    BgpSession(ClientTerms terms, Observatory observatory, ObserverMeters meters, Line line, Instant now) {
        this.terms = terms;
        this.observatory = observatory;
        this.meters = meters;
        this.line = line;
        this.state = ClientState.begin(terms, now);
    }

    /** The first message, ours. */
    void begin() {
        var reflector = terms.reflector();
        line.send(BgpWriting.open(
                reflector.asn(),
                ClientTerms.HOLD,
                terms.identifier(),
                reflector.families().stream().sorted().toList()));
    }

    void received(byte[] bytes, Instant now) {
        if (over != null) {
            return;
        }
        try {
            frames.add(bytes);
            for (var message = frames.next(); message != null && over == null; message = frames.next()) {
                meters.message();
                on(new ClientInput.Heard(BgpMessage.read(message, state.identified())), now);
            }
        } catch (MalformedMessageException e) {
            meters.malformed();
            on(
                    new ClientInput.Unreadable(
                            e.error().orElse(BgpError.MALFORMED_ATTRIBUTES), String.valueOf(e.getMessage())),
                    now);
        } catch (RuntimeException e) {
            // A defect of ours: what it was about is not known, and must not pass for known.
            LOG.errorf(e, "what %s says was not understood", terms.reflector().name());
            stop(BgpError.ADMINISTRATIVE_SHUTDOWN, "a message was not understood: " + e, now);
        }
    }

    void tick(Instant now) {
        on(new ClientInput.Elapsed(), now);
    }

    /** The connection is gone. */
    void closed(Instant now) {
        on(new ClientInput.Disconnected(), now);
    }

    void stop(BgpError error, String detail, Instant now) {
        on(new ClientInput.Stopped(error, detail), now);
    }

    /** Why it ended; null: it did not. */
    @Nullable
    String over() {
        return over;
    }

    /** Whether both ends had agreed. */
    boolean wasUp() {
        return wasUp;
    }

    private void on(ClientInput input, Instant now) {
        var step = state.on(input, now);
        state = step.state();
        step.effects().forEach(effect -> perform(effect, now));
    }

    private void perform(ClientEffect effect, Instant now) {
        switch (effect) {
            case SendKeepalive() -> line.send(BgpWriting.keepalive());
            case SendNotification(var error) -> line.send(BgpWriting.notification(error));
            case Establish() -> establish(now);
            case Tell(var event) -> {
                if (session != null) {
                    session.on(event);
                }
            }
            case End(var detail) -> end(detail);
        }
    }

    private void establish(Instant now) {
        wasUp = true;
        session = observatory.openClient(terms.reflector().name(), line::close).orElse(null);
        if (session == null) {
            stop(BgpError.PEER_DECONFIGURED, "it is no reflector of the fabric", now);
        }
    }

    private void end(String detail) {
        over = detail;
        if (session != null) {
            session.ended(detail);
        }
        line.close();
    }
}
