package io.ipfabric.gateway.observer.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.RouteObservation.Path;
import io.ipfabric.contracts.event.RouteObservation.ReflectorRoute;
import io.ipfabric.contracts.event.RouteObservation.ReflectorSight;
import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.observer.domain.Publication.Level;
import io.ipfabric.gateway.observer.domain.Publication.Tombstone;
import io.ipfabric.gateway.observer.domain.SessionEvent.Completed;
import io.ipfabric.gateway.observer.domain.SessionEvent.Elapsed;
import io.ipfabric.gateway.observer.domain.SessionEvent.PeerDown;
import io.ipfabric.gateway.observer.domain.SessionEvent.PeerUp;
import io.ipfabric.gateway.observer.domain.SessionEvent.Updated;
import io.ipfabric.gateway.observer.domain.bgp.BgpUpdate;
import io.ipfabric.gateway.observer.domain.bgp.BgpUpdate.Gone;
import io.ipfabric.gateway.observer.domain.bgp.BgpUpdate.Reachable;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReflectorViewTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final RouterName RR1 = RouterName.of("rr1");
    private static final Address A = Address.of("10.255.0.11");
    private static final Address B = Address.of("10.255.0.12");
    private static final Address RR = Address.of("10.255.0.1");
    private static final Prefix X = Prefix.of("192.0.2.1/32");
    private static final Prefix Y = Prefix.of("2001:db8::1/128");

    private final ReflectorView view = new ReflectorView(RR1, new Remembered(7, State.LOST, Set.of()));

    @Test
    void aRouteIsALevelAndItsWithdrawalATombstone() {
        inSync(view);

        assertThat(view.on(announce(A, X, 100), NOW)).containsExactly(route(8, X, path(A, 100)));
        assertThat(view.on(announce(B, X, 200), NOW)).containsExactly(route(8, X, path(B, 200), path(A, 100)));
        assertThat(view.on(withdraw(A, X), NOW)).containsExactly(route(8, X, path(B, 200)));
        assertThat(view.on(withdraw(B, X), NOW)).containsExactly(gone(X));
        assertThat(view.on(withdraw(B, X), NOW)).isEmpty();
    }

    @Test
    void whatIsSaidAgainIsNoNews() {
        inSync(view);
        view.on(announce(A, X, 100), NOW);

        assertThat(view.on(announce(A, X, 100), NOW)).isEmpty();
    }

    @Test
    void onlyHostRoutesAreHeld() {
        inSync(view);

        assertThat(view.on(announce(A, Prefix.of("192.0.2.0/25"), 100), NOW)).isEmpty();
        assertThat(view.on(announce(A, Prefix.of("2001:db8::/127"), 100), NOW)).isEmpty();
        assertThat(view.on(withdraw(A, Prefix.of("192.0.2.0/25")), NOW)).isEmpty();
        assertThat(view.routes()).isZero();
    }

    @Test
    void thePathOfAPeerThatGoesDownIsGone() {
        inSync(view);
        view.on(announce(A, X, 100), NOW);
        view.on(announce(B, X, 100), NOW);
        view.on(announce(A, Y, 100), NOW);

        assertThat(view.on(new PeerDown(A), NOW)).containsExactlyInAnyOrder(route(8, X, path(B, 100)), gone(Y));
    }

    /** FRR does not say that a session ended which it accepted; the next one shows it. */
    @Test
    void thePathOfAPeerThatComesUpAgainIsGone() {
        inSync(view);
        view.on(announce(A, X, 100), NOW);

        assertThat(view.on(new PeerUp(A, EnumSet.allOf(AddressFamily.class)), NOW))
                .containsExactly(gone(X));
    }

    @Test
    void aReflectedPathIsItsOriginators() {
        inSync(view);
        var reflected = new BgpUpdate(List.of(), List.of(new Reachable(X, B)), 100L, B, null);

        assertThat(view.on(new Updated(A, reflected), NOW)).containsExactly(route(8, X, path(B, 100)));
    }

    @Test
    void whatWasNotRepeatedIsTakenBackBeforeInSync() {
        var restarted = new ReflectorView(RR1, new Remembered(7, State.LOST, Set.of(X, Y)));

        assertThat(restarted.opened(NOW)).containsExactly(sight(State.SYNCING, 8, null));
        assertThat(restarted.on(new PeerUp(A, EnumSet.of(AddressFamily.IPV4)), NOW))
                .isEmpty();
        assertThat(restarted.on(announce(A, X, 100), NOW)).containsExactly(route(8, X, path(A, 100)));
        assertThat(restarted.on(end(A), NOW)).containsExactly(gone(Y), sight(State.IN_SYNC, 8, null));
    }

    @Test
    void whatWentWhileItWasLostIsTakenBackToo() {
        inSync(view);
        view.on(announce(A, X, 100), NOW);

        assertThat(view.lost("reset", NOW)).containsExactly(sight(State.LOST, 8, "reset"));
        assertThat(view.lost("reset", NOW)).isEmpty();
        assertThat(view.on(announce(A, Y, 100), NOW)).isEmpty();
        view.opened(NOW);
        assertThat(view.on(new Elapsed(), NOW.plus(Sight.SETTLED_AFTER)))
                .containsExactly(
                        gone(X),
                        new Level(new ReflectorSight(RR1, State.IN_SYNC, 9, null, NOW.plus(Sight.SETTLED_AFTER))));
    }

    @Test
    void ofAReflectorThatIsRemovedNothingStays() {
        inSync(view);
        view.on(announce(A, X, 100), NOW);

        assertThat(view.removed()).containsExactly(gone(X), new Tombstone("rr1/-sight"));
    }

    @Test
    void noMorePathsThanALevelHoldsAndTheBestOfThem() {
        inSync(view);
        for (int i = 1; i <= 70; i++) {
            view.on(announce(Address.of("10.255.1." + i), X, i), NOW);
        }

        assertThat(view.on(announce(A, X, 500), NOW)).singleElement().isInstanceOfSatisfying(Level.class, level -> {
            var route = (ReflectorRoute) level.observation();
            assertThat(route.paths()).hasSize(64).startsWith(path(A, 500)).endsWith(path(Address.of("10.255.1.8"), 8));
        });
    }

    /** Seen by a session beside: said with the others, in whichever order the two sessions come and go. */
    @Test
    void whatTheReflectorOriginatesItselfIsAmongThePaths() {
        var own = new Path(RR, RR, 100L);
        inSync(view);
        view.besideOpened();
        view.on(announce(A, X, 200), NOW);

        assertThat(view.beside(announce(RR, X, 100), NOW)).containsExactly(route(8, X, own, path(A, 200)));
        assertThat(view.beside(announce(RR, Y, 100), NOW)).containsExactly(route(8, Y, own));
        assertThat(view.on(withdraw(A, X), NOW)).containsExactly(route(8, X, own));
        view.lost("reset", NOW);
        assertThat(view.beside(withdraw(RR, X), NOW)).isEmpty();
        view.opened(NOW);
        // What is still there is repeated in the new generation; what went meanwhile is taken back.
        assertThat(view.on(new Completed(), NOW))
                .containsExactly(route(9, Y, own), gone(X), sight(State.IN_SYNC, 9, null));
        view.besideOpened();
        assertThat(view.beside(new Completed(), NOW)).containsExactly(gone(Y));
    }

    @Test
    void theSessionBesideSaysNothingAboutTheSight() {
        view.besideOpened();

        assertThat(view.beside(new Completed(), NOW)).isEmpty();
        assertThat(view.sight().state()).isEqualTo(State.LOST);
    }

    /** RFC 7911: one of several paths of a peer goes. */
    @Test
    void pathsOfAPeerAreToldApartByTheirIdentifiers() {
        inSync(view);
        view.on(reflected(1, A), NOW);
        assertThat(view.on(reflected(2, B), NOW)).containsExactly(route(8, X, path(A, 100), path(B, 100)));
        assertThat(view.paths()).isEqualTo(2);

        var gone = new BgpUpdate(List.of(new Gone(X, 1)), List.of(), null, null, null);
        assertThat(view.on(new Updated(RR, gone), NOW)).containsExactly(route(8, X, path(B, 100)));
        assertThat(view.on(new Updated(RR, gone), NOW)).isEmpty();
        assertThat(view.on(new PeerDown(RR), NOW)).containsExactly(gone(X));
        assertThat(view.paths()).isZero();
    }

    private static Updated reflected(long pathId, Address originator) {
        var reachable = new Reachable(X, originator, pathId);
        return new Updated(RR, new BgpUpdate(List.of(), List.of(reachable), 100L, originator, null));
    }

    private static void inSync(ReflectorView view) {
        view.opened(NOW);
        view.on(new Elapsed(), NOW.plus(Sight.SETTLED_AFTER));
        assertThat(view.sight().state()).isEqualTo(State.IN_SYNC);
    }

    private static Updated announce(Address peer, Prefix prefix, long localPreference) {
        return new Updated(
                peer, new BgpUpdate(List.of(), List.of(new Reachable(prefix, peer)), localPreference, null, null));
    }

    private static Updated withdraw(Address peer, Prefix prefix) {
        return new Updated(peer, new BgpUpdate(List.of(new Gone(prefix)), List.of(), null, null, null));
    }

    private static Updated end(Address peer) {
        return new Updated(peer, new BgpUpdate(List.of(), List.of(), null, null, AddressFamily.IPV4));
    }

    private static Path path(Address peer, long localPreference) {
        return new Path(peer, peer, localPreference);
    }

    private static Publication route(long generation, Prefix prefix, Path... paths) {
        return new Level(new ReflectorRoute(RR1, prefix, generation, List.of(paths), NOW));
    }

    private static Publication gone(Prefix prefix) {
        return new Tombstone("rr1/" + prefix);
    }

    private static Publication sight(State state, long generation, @Nullable String detail) {
        return new Level(new ReflectorSight(RR1, state, generation, detail, NOW));
    }
}
