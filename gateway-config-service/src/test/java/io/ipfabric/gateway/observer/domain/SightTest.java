package io.ipfabric.gateway.observer.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.gateway.observer.domain.SessionEvent.Completed;
import io.ipfabric.gateway.observer.domain.SessionEvent.Elapsed;
import io.ipfabric.gateway.observer.domain.SessionEvent.PeerDown;
import io.ipfabric.gateway.observer.domain.SessionEvent.PeerUp;
import io.ipfabric.gateway.observer.domain.SessionEvent.Updated;
import io.ipfabric.gateway.observer.domain.Sight.InSync;
import io.ipfabric.gateway.observer.domain.Sight.Lost;
import io.ipfabric.gateway.observer.domain.Sight.Syncing;
import io.ipfabric.gateway.observer.domain.bgp.BgpUpdate;
import io.ipfabric.gateway.observer.domain.bgp.BgpUpdate.Gone;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each cell of the table above {@link Sight}. */
class SightTest {

    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant SETTLED = T0.plus(Sight.SETTLED_AFTER);
    private static final Address A = Address.of("10.255.0.11");
    private static final Address B = Address.of("10.255.0.12");
    private static final Set<AddressFamily> BOTH = EnumSet.allOf(AddressFamily.class);
    private static final Set<AddressFamily> IPV4 = EnumSet.of(AddressFamily.IPV4);
    private static final Set<AddressFamily> IPV6 = EnumSet.of(AddressFamily.IPV6);

    private static final SessionEvent UP = new PeerUp(A, BOTH);
    private static final SessionEvent DOWN = new PeerDown(A);
    private static final SessionEvent ROUTES = routes();
    private static final SessionEvent END4 = end(A, AddressFamily.IPV4);
    private static final SessionEvent END6 = end(A, AddressFamily.IPV6);
    private static final SessionEvent COMPLETE = new Completed();
    private static final SessionEvent TIME = new Elapsed();

    private static final Sight LOST = new Lost(4);
    private static final Sight FRESH = syncing(Map.of(), false, T0);
    private static final Sight BEGUN = syncing(Map.of(), true, T0);
    private static final Sight AWAITING = syncing(Map.of(A, BOTH), false, T0);
    private static final Sight LAST = syncing(Map.of(A, IPV6), true, T0);
    private static final Sight IN_SYNC = new InSync(5);

    static Stream<Arguments> cells() {
        return Stream.of(
                arguments(LOST, UP, LOST),
                arguments(LOST, DOWN, LOST),
                arguments(LOST, ROUTES, LOST),
                arguments(LOST, END4, LOST),
                arguments(LOST, COMPLETE, LOST),
                arguments(LOST, TIME, LOST),
                arguments(FRESH, UP, came(Map.of(A, BOTH), false)),
                arguments(FRESH, new PeerUp(A, Set.of()), came(Map.of(), false)),
                arguments(BEGUN, UP, came(Map.of(), true)),
                arguments(AWAITING, new PeerUp(A, IPV4), came(Map.of(A, IPV4), false)),
                // Its first session is gone, and with it the End-of-RIB that was to come.
                arguments(LAST, UP, came(Map.of(), true)),
                arguments(AWAITING, DOWN, FRESH),
                arguments(LAST, DOWN, BEGUN),
                arguments(FRESH, ROUTES, news(Map.of())),
                arguments(AWAITING, ROUTES, news(Map.of(A, BOTH))),
                arguments(AWAITING, END4, news(Map.of(A, IPV6))),
                // It came up when IPv4 was done already.
                arguments(AWAITING, END6, news(Map.of())),
                arguments(AWAITING, end(B, AddressFamily.IPV4), news(Map.of(A, BOTH))),
                arguments(LAST, END6, IN_SYNC),
                arguments(LAST, END4, news(Map.of(A, IPV6))),
                arguments(BEGUN, END6, news(Map.of())),
                arguments(FRESH, COMPLETE, IN_SYNC),
                arguments(BEGUN, COMPLETE, IN_SYNC),
                arguments(FRESH, TIME, IN_SYNC),
                arguments(BEGUN, TIME, IN_SYNC),
                arguments(AWAITING, TIME, AWAITING),
                arguments(IN_SYNC, UP, IN_SYNC),
                arguments(IN_SYNC, DOWN, IN_SYNC),
                arguments(IN_SYNC, ROUTES, IN_SYNC),
                arguments(IN_SYNC, END4, IN_SYNC),
                arguments(IN_SYNC, COMPLETE, IN_SYNC),
                arguments(IN_SYNC, TIME, IN_SYNC));
    }

    @ParameterizedTest
    @MethodSource("cells")
    void everyCellOfTheTable(Sight before, SessionEvent event, Sight after) {
        assertThat(before.on(event, SETTLED)).isEqualTo(after);
    }

    @Test
    void noCellIsMissing() {
        var tested = cells().map(Arguments::get)
                .map(cell -> Stream.of(cell).limit(2).map(SightTest::type).toList())
                .distinct();

        assertThat(tested)
                .hasSize(Sight.class.getPermittedSubclasses().length
                        * SessionEvent.class.getPermittedSubclasses().length);
    }

    @Test
    void aSessionOpensWithTheNextGeneration() {
        for (var before : List.of(LOST, FRESH, IN_SYNC)) {
            var opened = before.opened(T0);
            assertThat(opened).isEqualTo(new Syncing(before.generation() + 1, Map.of(), false, T0, T0, T0));
            assertThat(opened.state()).isEqualTo(State.SYNCING);
        }
    }

    @Test
    void itIsNotSettledWhilePeersComeUp() {
        var sight = syncing(Map.of(), true, SETTLED);

        assertThat(sight.on(TIME, SETTLED.plusMillis(1999))).isEqualTo(sight);
        assertThat(sight.on(TIME, SETTLED.plusMillis(2000))).isEqualTo(IN_SYNC);
        // But not for ever.
        assertThat(syncing(Map.of(), true, T0.plusSeconds(10)).on(TIME, T0.plusSeconds(10)))
                .isEqualTo(IN_SYNC);
    }

    private static Class<?> type(@Nullable Object of) {
        return Objects.requireNonNull(of).getClass();
    }

    @Test
    void anEndThatDoesNotComeIsNotAwaitedForEver() {
        var sight = news(Map.of(A, IPV4));

        assertThat(sight.on(TIME, SETTLED.plusMillis(9_999))).isEqualTo(sight);
        assertThat(sight.on(TIME, SETTLED.plusMillis(10_000))).isEqualTo(IN_SYNC);
    }

    private static Sight syncing(Map<Address, Set<AddressFamily>> awaited, boolean begun, Instant lastPeerUp) {
        return new Syncing(5, awaited, begun, T0, lastPeerUp, lastPeerUp);
    }

    /** A peer came up, at the time of the test. */
    private static Sight came(Map<Address, Set<AddressFamily>> awaited, boolean begun) {
        return new Syncing(5, awaited, begun, T0, SETTLED, SETTLED);
    }

    /** Routes came, at the time of the test. */
    private static Sight news(Map<Address, Set<AddressFamily>> awaited) {
        return new Syncing(5, awaited, true, T0, T0, SETTLED);
    }

    private static SessionEvent routes() {
        var withdrawn = List.of(new Gone(Prefix.of("192.0.2.1/32")));
        return new Updated(A, new BgpUpdate(withdrawn, List.of(), null, null, null));
    }

    private static SessionEvent end(Address peer, AddressFamily family) {
        return new Updated(peer, new BgpUpdate(List.of(), List.of(), null, null, family));
    }
}
