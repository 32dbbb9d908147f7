package io.ipfabric.gateway.observer.domain.client;

import io.ipfabric.gateway.observer.domain.bgp.BgpError;
import io.ipfabric.gateway.observer.domain.client.ClientEffect.End;
import io.ipfabric.gateway.observer.domain.client.ClientEffect.SendKeepalive;
import io.ipfabric.gateway.observer.domain.client.ClientEffect.SendNotification;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * The two timers of a session (RFC 4271, section 10).
 *
 * @param hold as agreed
 * @param heardAt when the last message came
 * @param sentAt when the last KEEPALIVE was sent
 */
public record Liveness(Duration hold, Instant heardAt, Instant sentAt) {

    private static final int KEEPALIVES_IN_HOLD = 3;

    Liveness heard(Instant now) {
        return new Liveness(hold, now, sentAt);
    }

    /** @param state with these timers */
    ClientStep elapsed(Instant now, Function<Liveness, ClientState> state) {
        if (!now.isBefore(heardAt.plus(hold))) {
            return new ClientStep(
                    new ClientState.Closed(),
                    List.of(
                            new SendNotification(BgpError.HOLD_TIMER_EXPIRED),
                            new End("nothing came for the hold time, " + hold)));
        }
        return now.isBefore(sentAt.plus(hold.dividedBy(KEEPALIVES_IN_HOLD)))
                ? new ClientStep(state.apply(this), List.of())
                : new ClientStep(state.apply(new Liveness(hold, heardAt, now)), List.of(new SendKeepalive()));
    }
}
