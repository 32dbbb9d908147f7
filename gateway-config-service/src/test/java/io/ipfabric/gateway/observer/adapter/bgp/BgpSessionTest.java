package io.ipfabric.gateway.observer.adapter.bgp;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.RouteObservation.ReflectorRoute;
import io.ipfabric.contracts.event.RouteObservation.ReflectorSight;
import io.ipfabric.contracts.event.RouteObservation.State;
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
import io.ipfabric.gateway.observer.domain.SessionEvent;
import io.ipfabric.gateway.observer.domain.bgp.BgpError;
import io.ipfabric.gateway.observer.domain.client.ClientTerms;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** From the bytes of a reflector to what is published. */
class BgpSessionTest {

    private static final RouterName RR1 = RouterName.of("rr1");
    private static final Address RR = Address.of("10.255.0.1");
    private static final Address SELF = Address.of("198.51.100.200");
    private static final Instant T0 = Instant.EPOCH;
    private static final Instant SETTLED = T0.plusSeconds(2);
    private static final String MARKER = "f".repeat(32);
    private static final String CAPABILITIES =
            "010400010001" + "010400020001" + "41040000fde8" + "4508" + "00010102" + "00020102";
    private static final String OPEN =
            MARKER + "003b" + "01" + "04" + "fde8" + "0003" + "0aff0001" + "1e" + "021c" + CAPABILITIES;
    private static final String KEEPALIVE = MARKER + "001304";
    private static final String END4 = MARKER + "001702" + "00000000";
    private static final String END6 = MARKER + "001d02" + "00000006" + "800f03000201";

    /** 192.0.2.1/32, path 1, of node 10.255.0.11; and path 2, which names no originator. */
    private static final String REFLECTED =
            route("40010100" + "400200" + "4003040aff000b" + "40050400000064" + "8009040aff000b", "00000001");

    private static final String OWN = route("40010100" + "400200" + "4003040aff000b" + "40050400000064", "00000002");
    private static final String GONE = MARKER + "0020" + "02" + "0009" + "00000001" + "20c0000201" + "0000";

    private final List<String> published = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private final Observatory observatory =
            new Observatory(all -> all.stream().map(BgpSessionTest::shown).forEach(published::add), Clock.systemUTC());
    private int closes;

    @Test
    void aReflectorWithoutBmpIsSeenWhole() {
        var session = session(false);
        receive(session, OPEN, KEEPALIVE);
        assertThat(sent).hasSize(2).first().asString().startsWith(MARKER + "003f01");
        assertThat(sent).last().isEqualTo(KEEPALIVE);
        receive(session, REFLECTED, OWN, END6, END4);
        session.tick(SETTLED);
        receive(session, GONE);
        session.closed(SETTLED);

        assertThat(published)
                .containsExactly(
                        "SYNCING 1",
                        "192.0.2.1/32 [10.255.0.11]",
                        // Even where it leads to a node: that does not announce it.
                        "192.0.2.1/32 [10.255.0.1, 10.255.0.11]",
                        "IN_SYNC 1",
                        "192.0.2.1/32 [10.255.0.1]",
                        "LOST 1");
    }

    @Test
    void whatBytesComeTogetherDoesNotMatter() {
        var session = session(false);
        var stream = HexFormat.of().parseHex(OPEN + KEEPALIVE + REFLECTED + END4 + END6);
        for (var each : stream) {
            session.received(new byte[] {each}, T0);
        }
        session.tick(SETTLED);

        assertThat(published).containsExactly("SYNCING 1", "192.0.2.1/32 [10.255.0.11]", "IN_SYNC 1");
    }

    @Test
    void besideBmpOnlyWhatNobodyAnnouncedCountsAndTheSightIsAnothersMatter() {
        var session = session(true);
        var bmp = observatory.open(RR1, () -> {}).orElseThrow();
        receive(session, OPEN, KEEPALIVE, REFLECTED, OWN, END4, END6);
        assertThat(observatory.countClients(State.SYNCING)).isOne();
        session.tick(SETTLED);
        assertThat(observatory.countClients(State.IN_SYNC)).isOne();
        bmp.on(new SessionEvent.Completed());
        session.closed(SETTLED);

        assertThat(observatory.countClients(State.LOST)).isOne();
        assertThat(published)
                .containsExactly("SYNCING 1", "192.0.2.1/32 [10.255.0.1]", "192.0.2.1/32 [10.255.0.1]", "IN_SYNC 1");
    }

    @Test
    void aReflectorWithoutBmpIsNotSeenByBmp() {
        session(false);

        assertThat(observatory.open(RR1, () -> {})).isEmpty();
        assertThat(observatory.isReflector(RR1)).isFalse();
        assertThat(observatory.reflectorAt(RR)).isEmpty();
    }

    @Test
    void oneThatIsDescribedOtherwiseIsLost() {
        var session = session(false);
        receive(session, OPEN, KEEPALIVE, REFLECTED);
        observatory.reflectors(Map.of(RR1, reflector(true)));

        assertThat(closes).isOne();
        assertThat(published).last().isEqualTo("LOST 1");
    }

    @Test
    void whatCannotBeReadIsAnsweredAndNothingAfterItCounts() {
        var session = session(false);
        receive(session, OPEN, KEEPALIVE, REFLECTED, MARKER + "001306", GONE);

        assertThat(sent).last().isEqualTo(MARKER + "0015030103");
        assertThat(closes).isPositive();
        assertThat(published).containsExactly("SYNCING 1", "192.0.2.1/32 [10.255.0.11]", "LOST 1");
    }

    @Test
    void aReflectorThatIsNotWhatItShouldBeIsToldSo() {
        var session = session(false);
        receive(session, OPEN.replace("fde8", "fde9"));

        assertThat(sent).last().isEqualTo(MARKER + "0015030202");
        assertThat(session.over()).contains("65001");
        assertThat(session.wasUp()).isFalse();
        assertThat(published).isEmpty();
    }

    @Test
    void itsOwnerEndsItWithAWord() {
        var session = session(false);
        receive(session, OPEN, KEEPALIVE);
        session.stop(BgpError.ADMINISTRATIVE_SHUTDOWN, "enough", T0);

        assertThat(sent).last().isEqualTo(MARKER + "0015030602");
        assertThat(published).containsExactly("SYNCING 1", "LOST 1");
    }

    @Test
    void aSilentReflectorIsLost() {
        var session = session(false);
        receive(session, OPEN, KEEPALIVE);
        session.tick(T0.plusSeconds(3));

        assertThat(sent).last().isEqualTo(MARKER + "0015030400");
        assertThat(published).containsExactly("SYNCING 1", "LOST 1");
    }

    /** Whatever comes, it ends this session at most, and never with anything but a word of BGP. */
    @RepeatedTest(10)
    void garbageHarmsNobody(RepetitionInfo run) {
        var random = new Random(run.getCurrentRepetition());
        for (int i = 0; i < 300; i++) {
            var session = session(random.nextBoolean());
            var stream = HexFormat.of().parseHex(OPEN + KEEPALIVE + REFLECTED + OWN + GONE + END4 + END6);
            for (int changes = random.nextInt(4); changes >= 0; changes--) {
                stream[random.nextInt(stream.length)] = (byte) random.nextInt(256);
            }
            session.received(Arrays.copyOf(stream, random.nextInt(stream.length + 1)), T0);
            session.tick(SETTLED);
            session.closed(SETTLED);
            assertThat(session.over()).isNotNull();
        }
    }

    private BgpSession session(boolean bmp) {
        observatory.reflectors(Map.of(RR1, reflector(bmp)));
        var session = new BgpSession(
                new ClientTerms(reflector(bmp), SELF),
                observatory,
                new ObserverMeters(new SimpleMeterRegistry()),
                new BgpSession.Line() {
                    @Override
                    public void send(byte[] message) {
                        sent.add(HexFormat.of().formatHex(message));
                    }

                    @Override
                    public void close() {
                        closes++;
                    }
                },
                T0);
        session.begin();
        return session;
    }

    private static Reflector reflector(boolean bmp) {
        return new Reflector(RR1, RR, Asn.of(65_000), Set.of(AddressFamily.values()), bmp);
    }

    private static void receive(BgpSession session, String... messages) {
        for (var message : messages) {
            session.received(HexFormat.of().parseHex(message), T0);
        }
    }

    private static String route(String attributes, String path) {
        int size = attributes.length() / 2;
        var format = HexFormat.of();
        return MARKER + format.toHexDigits((short) (32 + size)) + "02" + "0000" + format.toHexDigits((short) size)
                + attributes + path + "20c0000201";
    }

    private static String shown(Publication publication) {
        return switch (publication) {
            case Tombstone(var key) -> "gone " + key;
            case Level(ReflectorSight sight) -> sight.state() + " " + sight.generation();
            case Level(ReflectorRoute route) ->
                route.prefix()
                        + " "
                        + route.paths().stream()
                                .map(path -> path.peer().toString())
                                .toList();
        };
    }
}
