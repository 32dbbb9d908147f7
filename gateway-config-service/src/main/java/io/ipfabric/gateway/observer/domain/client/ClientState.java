package io.ipfabric.gateway.observer.domain.client;

import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.gateway.observer.domain.SessionEvent;
import io.ipfabric.gateway.observer.domain.Sight;
import io.ipfabric.gateway.observer.domain.bgp.BgpError;
import io.ipfabric.gateway.observer.domain.bgp.BgpMessage;
import io.ipfabric.gateway.observer.domain.bgp.BgpUpdate;
import io.ipfabric.gateway.observer.domain.client.ClientEffect.End;
import io.ipfabric.gateway.observer.domain.client.ClientEffect.Establish;
import io.ipfabric.gateway.observer.domain.client.ClientEffect.SendKeepalive;
import io.ipfabric.gateway.observer.domain.client.ClientEffect.SendNotification;
import io.ipfabric.gateway.observer.domain.client.ClientEffect.Tell;
import io.ipfabric.gateway.observer.domain.client.ClientInput.Disconnected;
import io.ipfabric.gateway.observer.domain.client.ClientInput.Elapsed;
import io.ipfabric.gateway.observer.domain.client.ClientInput.Heard;
import io.ipfabric.gateway.observer.domain.client.ClientInput.Stopped;
import io.ipfabric.gateway.observer.domain.client.ClientInput.Unreadable;
import io.ipfabric.gateway.observer.domain.client.ClientTerms.Agreed;
import io.ipfabric.gateway.observer.domain.client.ClientTerms.Disagreed;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The session from its OPEN on (RFC 4271, section 8); it begins in OpenSent, on a connection that the client made. A number pair is the
 * NOTIFICATION that is sent, and ends it.
 *
 * <pre>
 *             | OPEN                        | KEEPALIVE   | UPDATE            | NOTIFICATION | ROUTE-REFRESH | unreadable | time                 | stopped | disconnected
 * OpenSent    | agreed: OpenConfirm,        | 5/1         | 5/1               | Closed       | 5/1           | its error  | no OPEN in 10 s: 4/0 | cease   | Closed
 *             | KEEPALIVE; else 2/n         |             |                   |              |               |            |                      |         |
 * OpenConfirm | 5/2                         | Established | 5/2               | Closed       | 5/2           | its error  | KEEPALIVE; 4/0       | cease   | Closed
 * Established | 5/3                         | alive       | told              | Closed       | alive         | its error  | KEEPALIVE; 4/0; all  | cease   | Closed
 *             |                             |             |                   |              |               |            | marks, 2 s: complete |         |
 * Closed      | -                           | -           | -                 | -            | -             | -          | -                    | -       | -
 * </pre>
 *
 * <p>A KEEPALIVE is sent each third of the hold time, and each whole message counts as a sign of life, as in RFC 4271, section 8.2.2.
 * Instants come of one clock that never goes back.
 *
 * <p>A reflector that has just begun holds nothing yet, and marks the end of that. So what it holds counts as complete with all its End-of-RIBs, and
 * when its other clients, who try once a second, had {@link #SETTLED_AFTER} to come back.
 */
public sealed interface ClientState {

    /** A speaker that is asked for a session has its answer ready. */
    Duration OPEN_WITHIN = Duration.ofSeconds(10);

    /** As long as a BMP session waits for peers that may come yet. */
    Duration SETTLED_AFTER = Sight.SETTLED_AFTER;

    ClientStep on(ClientInput input, Instant now);

    /** The families of which routes carry the identifier of their path: how an UPDATE is to be read. */
    default Set<AddressFamily> identified() {
        return Set.of();
    }

    /** Of a connection on which the OPEN was sent. */
    static ClientState begin(ClientTerms terms, Instant now) {
        return new OpenSent(terms, now);
    }

    private static ClientStep refuse(BgpError error, String detail) {
        return new ClientStep(new Closed(), List.of(new SendNotification(error), new End(detail)));
    }

    private static ClientStep close(String detail) {
        return new ClientStep(new Closed(), List.of(new End(detail)));
    }

    private static ClientStep notified(BgpMessage.Notification notification) {
        return close(
                "the reflector ended the session: notification " + notification.code() + "/" + notification.subcode());
    }

    /** @param since when the OPEN was sent */
    record OpenSent(ClientTerms terms, Instant since) implements ClientState {

        @Override
        public ClientStep on(ClientInput input, Instant now) {
            return switch (input) {
                case Heard(BgpMessage.Open(var open)) ->
                    switch (terms.judge(open)) {
                        case Agreed agreed ->
                            new ClientStep(
                                    new OpenConfirm(terms, agreed, new Liveness(agreed.hold(), now, now)),
                                    List.of(new SendKeepalive()));
                        case Disagreed(var error, var detail) -> refuse(error, detail);
                    };
                case Heard(BgpMessage.Notification notification) -> notified(notification);
                case Heard _ -> refuse(BgpError.UNEXPECTED_IN_OPEN_SENT, "it did not begin with an OPEN");
                case Unreadable(var error, var detail) -> refuse(error, detail);
                case Elapsed() ->
                    now.isBefore(since.plus(OPEN_WITHIN))
                            ? new ClientStep(this, List.of())
                            : refuse(BgpError.HOLD_TIMER_EXPIRED, "no OPEN within " + OPEN_WITHIN);
                case Stopped(var error, var detail) -> refuse(error, detail);
                case Disconnected() -> close("the connection was closed before the OPEN");
            };
        }
    }

    /** Both have said what they are; the first KEEPALIVE says that it is agreed. */
    record OpenConfirm(ClientTerms terms, Agreed agreed, Liveness liveness) implements ClientState {

        @Override
        public Set<AddressFamily> identified() {
            return agreed.identified();
        }

        @Override
        public ClientStep on(ClientInput input, Instant now) {
            return switch (input) {
                case Heard(BgpMessage.Keepalive()) ->
                    new ClientStep(
                            new Established(terms, agreed, agreed.families(), now, false, liveness.heard(now)),
                            List.of(new Establish()));
                case Heard(BgpMessage.Notification notification) -> notified(notification);
                case Heard _ -> refuse(BgpError.UNEXPECTED_IN_OPEN_CONFIRM, "it did not confirm with a KEEPALIVE");
                case Unreadable(var error, var detail) -> refuse(error, detail);
                case Elapsed() -> liveness.elapsed(now, alive -> new OpenConfirm(terms, agreed, alive));
                case Stopped(var error, var detail) -> refuse(error, detail);
                case Disconnected() -> close("the connection was closed before the session was up");
            };
        }
    }

    /**
     * @param awaited the families whose End-of-RIB (RFC 4724, section 2) is still to come
     * @param since when it was established
     * @param complete whether it was said that all has been told
     */
    record Established(
            ClientTerms terms,
            Agreed agreed,
            Set<AddressFamily> awaited,
            Instant since,
            boolean complete,
            Liveness liveness)
            implements ClientState {

        public Established {
            awaited = Set.copyOf(awaited);
        }

        @Override
        public Set<AddressFamily> identified() {
            return agreed.identified();
        }

        @Override
        public ClientStep on(ClientInput input, Instant now) {
            return switch (input) {
                case Heard(BgpMessage.Update(var update)) -> updated(update, now);
                case Heard(BgpMessage.Keepalive()), Heard(BgpMessage.RouteRefresh()) ->
                    new ClientStep(with(awaited, complete, liveness.heard(now)), List.of());
                case Heard(BgpMessage.Notification notification) -> notified(notification);
                case Heard(BgpMessage.Open _) -> refuse(BgpError.UNEXPECTED_IN_ESTABLISHED, "a second OPEN");
                case Unreadable(var error, var detail) -> refuse(error, "malformed: " + detail);
                case Elapsed() -> elapsed(now);
                case Stopped(var error, var detail) -> refuse(error, detail);
                case Disconnected() -> close("the connection was closed");
            };
        }

        private ClientStep elapsed(Instant now) {
            boolean completes = !complete && awaited.isEmpty() && !now.isBefore(since.plus(SETTLED_AFTER));
            var step = liveness.elapsed(now, alive -> with(awaited, complete || completes, alive));
            return completes && step.state() instanceof Established
                    ? step.with(new Tell(new SessionEvent.Completed()))
                    : step;
        }

        private ClientStep updated(BgpUpdate update, Instant now) {
            var left = new HashSet<>(awaited);
            left.remove(update.endOfRib());
            return new ClientStep(
                    with(left, complete, liveness.heard(now)),
                    List.of(new Tell(new SessionEvent.Updated(terms.reflector().address(), update))));
        }

        private Established with(Set<AddressFamily> stillAwaited, boolean isComplete, Liveness alive) {
            return new Established(terms, agreed, stillAwaited, since, isComplete, alive);
        }
    }

    /** Nothing happens any more. */
    record Closed() implements ClientState {

        @Override
        public ClientStep on(ClientInput input, Instant now) {
            return new ClientStep(this, List.of());
        }
    }
}
