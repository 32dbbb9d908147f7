package io.ipfabric.gateway.observer.domain.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.Asn;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.observer.domain.Reflector;
import io.ipfabric.gateway.observer.domain.SessionEvent;
import io.ipfabric.gateway.observer.domain.bgp.BgpError;
import io.ipfabric.gateway.observer.domain.bgp.BgpMessage;
import io.ipfabric.gateway.observer.domain.bgp.BgpOpen;
import io.ipfabric.gateway.observer.domain.bgp.BgpUpdate;
import io.ipfabric.gateway.observer.domain.bgp.BgpUpdate.Gone;
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
import io.ipfabric.gateway.observer.domain.client.ClientState.Closed;
import io.ipfabric.gateway.observer.domain.client.ClientState.Established;
import io.ipfabric.gateway.observer.domain.client.ClientState.OpenConfirm;
import io.ipfabric.gateway.observer.domain.client.ClientState.OpenSent;
import io.ipfabric.gateway.observer.domain.client.ClientTerms.Agreed;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each cell of the table above {@link ClientState}. */
class ClientStateTest {

    private static final Instant T0 = Instant.EPOCH;
    private static final Instant NOW = T0.plusMillis(500);
    private static final Duration HOLD = Duration.ofSeconds(3);
    private static final Address RR = Address.of("10.255.0.1");
    private static final Set<AddressFamily> BOTH = EnumSet.allOf(AddressFamily.class);
    private static final Set<AddressFamily> IPV6 = EnumSet.of(AddressFamily.IPV6);
    private static final Agreed AGREED = new Agreed(BOTH, BOTH, HOLD);
    private static final ClientTerms TERMS = new ClientTerms(
            new Reflector(RouterName.of("rr1"), RR, Asn.of(65_000), BOTH, false), Address.of("198.51.100.200"));

    private static final ClientInput OPEN = open(65_000);
    private static final ClientInput WRONG_OPEN = open(65_001);
    private static final ClientInput KEEPALIVE = new Heard(new BgpMessage.Keepalive());
    private static final ClientInput ROUTES = update(null);
    private static final ClientInput END4 = update(AddressFamily.IPV4);
    private static final ClientInput END6 = update(AddressFamily.IPV6);
    private static final ClientInput NOTIFICATION = new Heard(new BgpMessage.Notification(6, 2));
    private static final ClientInput REFRESH = new Heard(new BgpMessage.RouteRefresh());
    private static final ClientInput UNREADABLE = new Unreadable(BgpError.BAD_MESSAGE_TYPE, "type 9");
    private static final ClientInput TIME = new Elapsed();
    private static final ClientInput STOPPED = new Stopped(BgpError.ADMINISTRATIVE_SHUTDOWN, "enough");
    private static final ClientInput DISCONNECTED = new Disconnected();

    private static final ClientState SENT = new OpenSent(TERMS, T0);
    private static final ClientState CONFIRM = new OpenConfirm(TERMS, AGREED, alive(T0, T0));
    private static final ClientState UP = up(BOTH, false, T0, T0);
    private static final ClientState LAST = up(IPV6, false, T0, T0);
    private static final ClientState TOLD = up(Set.of(), false, T0, T0);
    private static final ClientState CLOSED = new Closed();

    private static final End ENDED = new End("the reflector ended the session: notification 6/2");

    static Stream<Arguments> cells() {
        return Stream.of(
                at(SENT, OPEN, new OpenConfirm(TERMS, AGREED, alive(NOW, NOW)), new SendKeepalive()),
                at(SENT, WRONG_OPEN, CLOSED, no(BgpError.BAD_PEER_AS), new End("its ASN is 65001 and not 65000")),
                at(SENT, KEEPALIVE, CLOSED, no(BgpError.UNEXPECTED_IN_OPEN_SENT), notOpen()),
                at(SENT, ROUTES, CLOSED, no(BgpError.UNEXPECTED_IN_OPEN_SENT), notOpen()),
                at(SENT, NOTIFICATION, CLOSED, ENDED),
                at(SENT, REFRESH, CLOSED, no(BgpError.UNEXPECTED_IN_OPEN_SENT), notOpen()),
                at(SENT, UNREADABLE, CLOSED, no(BgpError.BAD_MESSAGE_TYPE), new End("type 9")),
                at(SENT, TIME, SENT),
                at(SENT, STOPPED, CLOSED, no(BgpError.ADMINISTRATIVE_SHUTDOWN), new End("enough")),
                at(SENT, DISCONNECTED, CLOSED, new End("the connection was closed before the OPEN")),
                at(CONFIRM, OPEN, CLOSED, no(BgpError.UNEXPECTED_IN_OPEN_CONFIRM), notConfirmed()),
                at(
                        CONFIRM,
                        KEEPALIVE,
                        new Established(TERMS, AGREED, BOTH, NOW, false, alive(NOW, T0)),
                        new Establish()),
                at(CONFIRM, ROUTES, CLOSED, no(BgpError.UNEXPECTED_IN_OPEN_CONFIRM), notConfirmed()),
                at(CONFIRM, NOTIFICATION, CLOSED, ENDED),
                at(CONFIRM, REFRESH, CLOSED, no(BgpError.UNEXPECTED_IN_OPEN_CONFIRM), notConfirmed()),
                at(CONFIRM, UNREADABLE, CLOSED, no(BgpError.BAD_MESSAGE_TYPE), new End("type 9")),
                at(CONFIRM, TIME, CONFIRM),
                at(CONFIRM, STOPPED, CLOSED, no(BgpError.ADMINISTRATIVE_SHUTDOWN), new End("enough")),
                at(CONFIRM, DISCONNECTED, CLOSED, new End("the connection was closed before the session was up")),
                at(UP, OPEN, CLOSED, no(BgpError.UNEXPECTED_IN_ESTABLISHED), new End("a second OPEN")),
                at(UP, KEEPALIVE, up(BOTH, false, NOW, T0)),
                at(UP, ROUTES, up(BOTH, false, NOW, T0), told(ROUTES)),
                at(UP, END4, up(IPV6, false, NOW, T0), told(END4)),
                // Families may end in any order.
                at(UP, END6, up(EnumSet.of(AddressFamily.IPV4), false, NOW, T0), told(END6)),
                at(LAST, END6, up(Set.of(), false, NOW, T0), told(END6)),
                at(LAST, END4, up(IPV6, false, NOW, T0), told(END4)),
                at(UP, NOTIFICATION, CLOSED, ENDED),
                at(UP, REFRESH, up(BOTH, false, NOW, T0)),
                at(UP, UNREADABLE, CLOSED, no(BgpError.BAD_MESSAGE_TYPE), new End("malformed: type 9")),
                at(UP, TIME, UP),
                at(UP, STOPPED, CLOSED, no(BgpError.ADMINISTRATIVE_SHUTDOWN), new End("enough")),
                at(UP, DISCONNECTED, CLOSED, new End("the connection was closed")),
                at(CLOSED, OPEN, CLOSED),
                at(CLOSED, KEEPALIVE, CLOSED),
                at(CLOSED, ROUTES, CLOSED),
                at(CLOSED, NOTIFICATION, CLOSED),
                at(CLOSED, REFRESH, CLOSED),
                at(CLOSED, UNREADABLE, CLOSED),
                at(CLOSED, TIME, CLOSED),
                at(CLOSED, STOPPED, CLOSED),
                at(CLOSED, DISCONNECTED, CLOSED));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void everyCellOfTheTable(ClientState before, ClientInput input, ClientState after, List<ClientEffect> effects) {
        assertThat(before.on(input, NOW)).isEqualTo(new ClientStep(after, effects));
    }

    @Test
    void noCellIsMissing() {
        var tested = cells().map(Arguments::get)
                .map(cell -> cell[0].getClass() + " " + kind((ClientInput) cell[1]))
                .distinct();
        int inputs = ClientInput.class.getPermittedSubclasses().length
                - 1
                + BgpMessage.class.getPermittedSubclasses().length;

        assertThat(tested).hasSize(ClientState.class.getPermittedSubclasses().length * inputs);
    }

    @Test
    void whoDoesNotSayItsOpenInTimeIsNotWaitedFor() {
        assertThat(SENT.on(TIME, T0.plusMillis(9_999)).effects()).isEmpty();
        assertThat(SENT.on(TIME, T0.plusSeconds(10)).effects().getFirst()).isEqualTo(no(BgpError.HOLD_TIMER_EXPIRED));
    }

    @Test
    void aSilentSessionIsOver() {
        for (var state : List.of(CONFIRM, UP)) {
            assertThat(state.on(TIME, T0.plusMillis(2_999)).state()).isNotEqualTo(CLOSED);
            var over = state.on(TIME, T0.plusSeconds(3));
            assertThat(over.state()).isEqualTo(CLOSED);
            assertThat(over.effects())
                    .containsExactly(no(BgpError.HOLD_TIMER_EXPIRED), new End("nothing came for the hold time, PT3S"));
        }
    }

    @Test
    void aSignOfLifeIsSentEachThirdOfTheHoldTime() {
        for (var state : List.of(CONFIRM, UP)) {
            assertThat(state.on(TIME, T0.plusMillis(999)).effects()).isEmpty();
            var sent = state.on(TIME, T0.plusMillis(1_000));
            assertThat(sent.effects()).containsExactly(new SendKeepalive());
            assertThat(sent.state().on(TIME, T0.plusMillis(1_999)).effects()).isEmpty();
            assertThat(sent.state().on(TIME, T0.plusMillis(2_000)).effects()).containsExactly(new SendKeepalive());
        }
    }

    /** The reflector may have just begun: its other clients are on their way. */
    @Test
    void itIsCompleteWithAllMarksAndTwoSecondsAfterItCameUp() {
        var almost = T0.plusMillis(1_999);
        var settled = T0.plusMillis(2_000);
        var completed = new Tell(new SessionEvent.Completed());

        assertThat(TOLD.on(TIME, almost).effects()).doesNotContain(completed);
        assertThat(LAST.on(TIME, settled).effects()).doesNotContain(completed);
        var step = TOLD.on(TIME, settled);
        assertThat(step)
                .isEqualTo(new ClientStep(up(Set.of(), true, T0, settled), List.of(new SendKeepalive(), completed)));
        assertThat(step.state().on(TIME, settled.plusMillis(250)).effects()).isEmpty();
        // Not of a session that is over.
        assertThat(TOLD.on(TIME, T0.plusSeconds(3)).effects()).doesNotContain(completed);
    }

    private static Arguments at(ClientState before, ClientInput input, ClientState after, ClientEffect... effects) {
        return arguments(before, input, after, Arrays.asList(effects));
    }

    private static Object kind(ClientInput input) {
        return input instanceof Heard(var message) ? message.getClass() : input.getClass();
    }

    private static Liveness alive(Instant heard, Instant sent) {
        return new Liveness(HOLD, heard, sent);
    }

    private static ClientState up(Set<AddressFamily> awaited, boolean complete, Instant heard, Instant sent) {
        return new Established(TERMS, AGREED, awaited, T0, complete, alive(heard, sent));
    }

    private static ClientEffect no(BgpError error) {
        return new SendNotification(error);
    }

    private static End notOpen() {
        return new End("it did not begin with an OPEN");
    }

    private static End notConfirmed() {
        return new End("it did not confirm with a KEEPALIVE");
    }

    private static ClientEffect told(ClientInput input) {
        var update = (BgpMessage.Update) ((Heard) input).message();
        return new Tell(new SessionEvent.Updated(RR, update.update()));
    }

    private static ClientInput open(long asn) {
        return new Heard(new BgpMessage.Open(new BgpOpen(asn, 3, RR, BOTH, true, BOTH)));
    }

    private static ClientInput update(@Nullable AddressFamily endOf) {
        var gone = endOf == null ? List.of(new Gone(Prefix.of("192.0.2.1/32"))) : List.<Gone>of();
        return new Heard(new BgpMessage.Update(new BgpUpdate(gone, List.of(), null, null, endOf)));
    }
}
