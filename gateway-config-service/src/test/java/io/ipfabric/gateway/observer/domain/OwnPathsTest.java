package io.ipfabric.gateway.observer.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.RouteObservation.Path;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.gateway.observer.domain.bgp.BgpUpdate;
import io.ipfabric.gateway.observer.domain.bgp.BgpUpdate.Gone;
import io.ipfabric.gateway.observer.domain.bgp.BgpUpdate.Reachable;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OwnPathsTest {

    private static final Address RR = Address.of("10.255.0.1");
    private static final Address NODE = Address.of("10.255.0.11");
    private static final Prefix X = Prefix.of("192.0.2.1/32");
    private static final Prefix Y = Prefix.of("192.0.2.2/32");

    private final OwnPaths own = new OwnPaths();

    @Test
    void onlyWhatNamesNoOriginatorIsTheReflectorsOwn() {
        assertThat(own.apply(RR, reached(X, 1, NODE))).isEmpty();
        assertThat(own.apply(RR, reached(Prefix.of("192.0.2.0/24"), 2, null))).isEmpty();
        assertThat(own.apply(RR, reached(X, 3, null))).containsExactly(X);

        assertThat(own.of(X)).contains(new Path(RR, NODE, 100L));
        assertThat(own.prefixes()).containsExactly(X);
        assertThat(own.paths()).isOne();
    }

    @Test
    void theEndOfAnotherPathIsNotTheEndOfIt() {
        own.apply(RR, reached(X, 1, NODE));
        own.apply(RR, reached(X, 2, null));

        assertThat(own.apply(RR, gone(X, 1))).isEmpty();
        assertThat(own.apply(RR, gone(X, 2))).containsExactly(X);
        assertThat(own.of(X)).isEmpty();
        assertThat(own.paths()).isZero();
    }

    @Test
    void anIdentifierMayComeToMeanAnotherPath() {
        own.apply(RR, reached(X, 1, null));

        assertThat(own.apply(RR, reached(X, 1, NODE))).containsExactly(X);
        assertThat(own.of(X)).isEmpty();
    }

    @Test
    void whatAnEarlierSessionShowedStaysUntilTheNextHasShownAll() {
        own.apply(RR, reached(X, 1, null));
        own.apply(RR, reached(Y, 1, null));
        own.opened();
        // Its identifiers mean nothing in this session.
        assertThat(own.apply(RR, gone(Y, 1))).isEmpty();
        own.apply(RR, reached(X, 9, null));

        assertThat(own.prefixes()).containsExactlyInAnyOrder(X, Y);
        assertThat(own.completed()).isEqualTo(Set.of(Y));
        assertThat(own.prefixes()).containsExactly(X);
        assertThat(own.apply(RR, gone(X, 9))).containsExactly(X);
        assertThat(own.completed()).isEmpty();
        assertThat(own.paths()).isZero();
    }

    private static BgpUpdate reached(Prefix prefix, long path, @Nullable Address originator) {
        return new BgpUpdate(List.of(), List.of(new Reachable(prefix, NODE, path)), 100L, originator, null);
    }

    private static BgpUpdate gone(Prefix prefix, long path) {
        return new BgpUpdate(List.of(new Gone(prefix, path)), List.of(), null, null, null);
    }
}
