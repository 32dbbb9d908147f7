package io.ipfabric.gateway.observer.adapter.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.RouteObservation.Path;
import io.ipfabric.contracts.event.RouteObservation.ReflectorRoute;
import io.ipfabric.contracts.event.RouteObservation.ReflectorSight;
import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.observer.adapter.kafka.PublicationQueue.Waiting;
import io.ipfabric.gateway.observer.domain.Publication;
import io.ipfabric.gateway.observer.domain.Publication.Level;
import io.ipfabric.gateway.observer.domain.Publication.Tombstone;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublicationQueueTest {

    private static final RouterName RR1 = RouterName.of("rr1");
    private static final Address NODE = Address.of("10.255.0.11");

    private final PublicationQueue queue = new PublicationQueue();

    @Test
    void theNewestOfAKeyIsSent() {
        add(route("a", 1), route("b", 1), route("a", 2));

        assertThat(drained()).containsExactly(route("a", 2), route("b", 1));
    }

    @Test
    void aRecordOfAKeyWaitsForTheOneOnItsWay() {
        add(route("a", 1));
        var first = take();
        add(route("a", 2), route("b", 1));

        assertThat(take().publication()).isEqualTo(route("b", 1));
        assertThat(queue.take()).isEmpty();
        queue.arrived(first);
        assertThat(take().publication()).isEqualTo(route("a", 2));
    }

    @Test
    void inSyncIsSentWhenAllBeforeItArrived() {
        add(route("a", 1), sight(State.IN_SYNC, 1), route("b", 1));
        var route = take();

        assertThat(queue.take()).isEmpty();
        queue.arrived(route);
        var sight = take();
        assertThat(sight.publication()).isEqualTo(sight(State.IN_SYNC, 1));
        assertThat(queue.take()).isEmpty();
        queue.arrived(sight);
        assertThat(take().publication()).isEqualTo(route("b", 1));
    }

    @Test
    void inSyncDoesNotOvertakeARouteThatFailed() {
        add(route("a", 1), sight(State.IN_SYNC, 1));
        queue.failed(take());

        assertThat(drained()).containsExactly(route("a", 1), sight(State.IN_SYNC, 1));
    }

    @Test
    void norTheNewerRecordOfThatRoute() {
        add(route("a", 1), sight(State.IN_SYNC, 1));
        var failing = take();
        add(gone("a"));
        queue.failed(failing);

        assertThat(drained()).containsExactly(gone("a"), sight(State.IN_SYNC, 1));
    }

    @Test
    void inSyncOfTheNextSessionDoesNotTakeThePlaceOfTheFirst() {
        add(sight(State.IN_SYNC, 1), route("a", 1), sight(State.SYNCING, 2), route("b", 2), sight(State.IN_SYNC, 2));

        assertThat(drained())
                .containsExactly(route("a", 1), sight(State.SYNCING, 2), route("b", 2), sight(State.IN_SYNC, 2));
    }

    @Test
    void lostTakesBackAnInSyncThatWaits() {
        add(sight(State.SYNCING, 1), route("a", 1), sight(State.IN_SYNC, 1), sight(State.LOST, 1));

        assertThat(drained()).containsExactly(sight(State.LOST, 1), route("a", 1));
    }

    @Test
    void anInSyncThatFailedDoesNotComeBackOverLost() {
        add(sight(State.IN_SYNC, 1));
        var failing = take();
        add(sight(State.LOST, 1));
        queue.failed(failing);

        assertThat(drained()).containsExactly(sight(State.LOST, 1));
    }

    @Test
    void anInSyncThatFailedIsSentAgain() {
        add(sight(State.IN_SYNC, 1), route("a", 1));
        queue.failed(take());

        assertThat(drained()).containsExactly(sight(State.IN_SYNC, 1), route("a", 1));
    }

    @Test
    void theSightOfAReflectorThatIsRemovedIsNotSaidAnyMore() {
        var removed = new Tombstone("rr1/-sight");
        add(route("a", 1), sight(State.IN_SYNC, 1), gone("a"), removed);

        assertThat(drained()).containsExactly(gone("a"), removed);
    }

    @Test
    void howeverLongNothingArrivesOnlyTheNewestWait() {
        for (int i = 1; i <= 1_000; i++) {
            add(route("a", i), route("b", i), sight(State.SYNCING, i), sight(State.IN_SYNC, i));
        }

        assertThat(queue.size()).isEqualTo(4);
    }

    private void add(Publication... publications) {
        for (var publication : publications) {
            queue.add(publication, 0);
        }
    }

    private Waiting take() {
        return queue.take().orElseThrow();
    }

    private List<Publication> drained() {
        var sent = new ArrayList<Publication>();
        for (var next = queue.take(); next.isPresent(); next = queue.take()) {
            sent.add(next.get().publication());
            queue.arrived(next.get());
        }
        assertThat(queue.size()).isZero();
        return sent;
    }

    private static Publication route(String name, long generation) {
        var paths = List.of(new Path(NODE, NODE, 100L));
        return new Level(new ReflectorRoute(RR1, prefix(name), generation, paths, Instant.EPOCH));
    }

    private static Publication gone(String name) {
        return new Tombstone(ReflectorRoute.key(RR1, prefix(name)));
    }

    private static Publication sight(State state, long generation) {
        return new Level(new ReflectorSight(RR1, state, generation, null, Instant.EPOCH));
    }

    private static Prefix prefix(String name) {
        return Prefix.of("192.0.2." + (int) name.charAt(0) + "/32");
    }
}
