package io.ipfabric.gateway.observer.adapter.bmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.RouteObservation;
import io.ipfabric.contracts.event.RouteObservation.ReflectorRoute;
import io.ipfabric.contracts.event.RouteObservation.ReflectorSight;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.Asn;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.observer.application.Observatory;
import io.ipfabric.gateway.observer.application.ObserverMeters;
import io.ipfabric.gateway.observer.domain.Publication;
import io.ipfabric.gateway.observer.domain.Publication.Level;
import io.ipfabric.gateway.observer.domain.Publication.Tombstone;
import io.ipfabric.gateway.observer.domain.Reflector;
import io.ipfabric.gateway.observer.domain.bgp.MalformedMessageException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** What FRR sent, and what it did not send, up to what is published. */
class BmpSessionTest {

    private static final Address OWN = Address.of("10.255.0.12");

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final List<String> published = new ArrayList<>();
    private final Observatory observatory =
            new Observatory(all -> all.stream().map(BmpSessionTest::shown).forEach(published::add), Clock.systemUTC());
    private final AtomicInteger disconnects = new AtomicInteger();
    private BmpSession session = session();

    @BeforeEach
    void theReflectorIsKnown() {
        observatory.reflectors(reflectors("rr1 10.255.0.1"));
    }

    @Test
    void theFirstRoutesAreCompleteWithTheLastEnd() {
        Captured.sync().subList(0, 17).forEach(each -> session.received(each, 0));

        assertThat(published)
                .containsExactly(
                        "rr1 SYNCING 1",
                        "192.0.2.1/32 [10.255.0.11 via 10.255.0.11 pref 100]",
                        "192.0.2.1/32 [10.255.0.12 via 10.255.0.12 pref 200, 10.255.0.11 via 10.255.0.11 pref 100]",
                        "192.0.2.9/32 [10.255.0.12 via 10.255.0.12 pref 100]",
                        "2001:db8:64::1/128 [10.255.0.11 via fd00:255::11 pref 100]",
                        "rr1 IN_SYNC 1");
    }

    @Test
    void aPeerThatIsMissingInTheStatisticsIsDown() {
        Captured.sync().subList(0, 21).forEach(each -> session.received(each, 0));
        published.clear();
        Captured.sync().subList(21, 23).forEach(each -> session.received(each, 0));

        assertThat(published)
                .containsExactlyInAnyOrder(
                        "192.0.2.1/32 [10.255.0.11 via 10.255.0.11 pref 100]", "gone rr1/192.0.2.9/32");
    }

    @Test
    void routesComeChangeAndGo() {
        Captured.live().forEach(each -> session.received(each, 0));

        assertThat(published)
                .containsExactly(
                        "rr1 SYNCING 1",
                        "192.0.2.1/32 [10.255.0.11 via 10.255.0.11 pref 100]",
                        "2001:db8:64::1/128 [10.255.0.11 via fd00:255::11 pref 100]",
                        "192.0.2.2/32 [10.255.0.11 via 10.255.0.11 pref 100]",
                        "192.0.2.2/32 [10.255.0.11 via 10.255.0.11 pref 200]",
                        "gone rr1/192.0.2.2/32",
                        "gone rr1/2001:db8:64::1/128",
                        "2001:db8:64::1/128 [10.255.0.11 via fd00:255::11 pref 100]");
    }

    @Test
    void aClosedConnectionIsLostOnce() {
        session.received(Captured.live().getFirst(), 0);
        session.closed();
        session.closed();

        assertThat(published).containsExactly("rr1 SYNCING 1", "rr1 LOST 1 the connection was closed");
    }

    @Test
    void whoDoesNotSayItsNameInTimeIsDisconnected() {
        session.tick(5 * SECOND);
        assertThat(disconnects).hasValue(0);
        session.tick(5 * SECOND + 1);

        assertThat(disconnects).hasValue(1);
        assertThat(published).isEmpty();
    }

    @Test
    void whoIsNoReflectorIsDisconnected() {
        observatory.reflectors(reflectors("rr2 10.255.0.2"));
        session.received(Captured.live().getFirst(), 0);
        assertThat(disconnects).hasValue(0);
        session.received(Captured.live().get(1), 0);

        assertThat(disconnects).hasValue(1);
        assertThat(published).isEmpty();
    }

    @Test
    void whoDoesNotHaveAReflectorsNameIsKnownByItsBgpIdentifier() {
        observatory.reflectors(reflectors("rr9 10.255.0.1"));
        session.received(Captured.live().getFirst(), 0);
        assertThat(published).isEmpty();
        session.received(Captured.live().get(1), 0);

        assertThat(published).containsExactly("rr9 SYNCING 1");
    }

    @Test
    void orByTheAddressThatItCallsFrom() {
        observatory.reflectors(reflectors("rr9 192.0.2.200"));
        session.received(Captured.live().getFirst(), 0);

        assertThat(published).containsExactly("rr9 SYNCING 1");
    }

    @Test
    void whoStaysNamelessIsDisconnected() {
        observatory.reflectors(reflectors("rr2 10.255.0.2"));
        session.received(Captured.live().getFirst(), 0);
        session.tick(60 * SECOND);
        assertThat(disconnects).hasValue(0);
        session.tick(60 * SECOND + 1);

        assertThat(disconnects).hasValue(1);
        assertThat(published).isEmpty();
    }

    @Test
    void withoutStatisticsWhileAPeerIsUpNothingIsBelieved() {
        Captured.sync().subList(0, 19).forEach(each -> session.received(each, SECOND));
        session.tick(6 * SECOND);
        assertThat(disconnects).hasValue(0);
        session.tick(6 * SECOND + 1);

        assertThat(disconnects).hasPositiveValue();
        assertThat(published.getLast()).startsWith("rr1 LOST 1 no statistics");
    }

    @Test
    void withoutAPeerThereAreNone() {
        session.received(Captured.live().getFirst(), 0);
        session.tick(3_600 * SECOND);

        assertThat(disconnects).hasValue(0);
    }

    @Test
    void aMalformedMessageEndsTheSessionAndNothingAfterItCounts() {
        Captured.live().subList(0, 3).forEach(each -> session.received(each, 0));
        var malformed = Captured.live().get(4).clone();
        malformed[6 + 42 + 19 + 1] = 1;
        session.received(malformed, 0);
        Captured.live().subList(4, 8).forEach(each -> session.received(each, 0));

        assertThat(disconnects).hasPositiveValue();
        assertThat(published).hasSize(2).last().asString().startsWith("rr1 LOST 1 malformed");
    }

    @Test
    void routesOfAPeerThatIsNotUpAreNotBelieved() {
        session.received(Captured.live().getFirst(), 0);
        session.received(Captured.live().get(4), 0);

        assertThat(published.getLast()).startsWith("rr1 LOST 1 malformed: routes of 10.255.0.11");
    }

    @Test
    void anEndOfRibMayComeBeforeItsPeer() {
        Captured.sync().subList(0, 2).forEach(each -> session.received(each, 0));
        session.received(Captured.sync().get(10), 0);
        session.received(Captured.sync().get(15), 0);

        assertThat(published).containsExactly("rr1 SYNCING 1");
        assertThat(disconnects).hasValue(0);
    }

    @Test
    void aSecondConnectionTakesThePlaceOfTheFirst() {
        session.received(Captured.live().getFirst(), 0);
        var second = session();
        second.received(Captured.live().getFirst(), 0);
        assertThat(disconnects).hasValue(1);
        session.closed();
        Captured.live().subList(1, 5).forEach(each -> session.received(each, 0));

        assertThat(published).containsExactly("rr1 SYNCING 1", "rr1 SYNCING 2");
    }

    @Test
    void ofAReflectorThatIsRemovedNothingStays() {
        Captured.sync().subList(0, 17).forEach(each -> session.received(each, 0));
        published.clear();
        observatory.reflectors(Map.of());

        assertThat(disconnects).hasValue(1);
        assertThat(published).hasSize(4).endsWith("gone rr1/-sight");
    }

    /** The captured peer stands for the observer's own neighbor, which announces nothing: it is neither awaited nor a peer of the fabric. */
    @Test
    void theObserversOwnSessionIsNoPeerOfTheFabric() throws MalformedMessageException {
        var other = session(OWN);
        for (var message : Captured.sync().subList(0, 17)) {
            if (!isRouteOfOwn(message)) {
                other.received(message, 0);
            }
        }

        assertThat(published)
                .containsExactly(
                        "rr1 SYNCING 1",
                        "192.0.2.1/32 [10.255.0.11 via 10.255.0.11 pref 100]",
                        "2001:db8:64::1/128 [10.255.0.11 via fd00:255::11 pref 100]",
                        "rr1 IN_SYNC 1");
    }

    private static boolean isRouteOfOwn(byte[] message) throws MalformedMessageException {
        return BmpDecoder.decode(message) instanceof BmpMessage.RouteMonitoring(var peer, var update)
                && peer.equals(OWN)
                && !update.reachable().isEmpty();
    }

    /** Its routes would be left out, and pass for absent. */
    @Test
    void aRouterWithTheObserversIdentifierEndsTheSight() {
        var other = session(OWN);
        Captured.sync().subList(0, 17).forEach(each -> other.received(each, 0));

        assertThat(published.getLast()).startsWith("rr1 LOST 1").contains("no router may have its address");
    }

    /** Whatever comes, it ends this session at most. */
    @RepeatedTest(10)
    void garbageHarmsNobodyElse(RepetitionInfo run) {
        observatory.reflectors(reflectors("rr1 10.255.0.1", "rr2 10.255.0.2"));
        session.received(Captured.live().getFirst(), 0);
        published.clear();
        var random = new Random(run.getCurrentRepetition());
        for (int i = 0; i < 300; i++) {
            var other = session();
            var name = Captured.live().getFirst().clone();
            name[name.length - 1] = '2';
            other.received(name, 0);
            for (var message : Captured.sync()) {
                var mutated = message.clone();
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
                other.received(mutated, 0);
            }
            other.closed();
        }
        Captured.live().subList(1, 5).forEach(each -> session.received(each, 0));

        assertThat(published.stream().filter(each -> each.startsWith("rr1"))).isEmpty();
        assertThat(published).endsWith("192.0.2.1/32 [10.255.0.11 via 10.255.0.11 pref 100]");
    }

    private BmpSession session() {
        return session(null);
    }

    private BmpSession session(@Nullable Address self) {
        var meters = new ObserverMeters(new SimpleMeterRegistry());
        return new BmpSession("192.0.2.200", self, observatory, meters, disconnects::incrementAndGet, 0);
    }

    /** @param lines name and address of each */
    private static Map<RouterName, Reflector> reflectors(String... lines) {
        var all = new HashMap<RouterName, Reflector>();
        for (var line : lines) {
            int space = line.indexOf(' ');
            var name = RouterName.of(line.substring(0, space));
            var address = Address.of(line.substring(space + 1));
            all.put(name, new Reflector(name, address, Asn.of(65_000), EnumSet.allOf(AddressFamily.class), true));
        }
        return all;
    }

    private static String shown(Publication publication) {
        return switch (publication) {
            case Tombstone(var key) -> "gone " + key;
            case Level(var observation) -> shown(observation);
        };
    }

    private static String shown(RouteObservation observation) {
        return switch (observation) {
            case ReflectorSight sight ->
                (sight.reflector() + " " + sight.state() + " " + sight.generation()
                        + (sight.detail() == null ? "" : " " + sight.detail()));
            case ReflectorRoute route ->
                route.prefix() + " "
                        + route.paths().stream()
                                .map(path -> path.peer() + " via " + path.nextHop() + " pref " + path.localPreference())
                                .toList();
        };
    }
}
