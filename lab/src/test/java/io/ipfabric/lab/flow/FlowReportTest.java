package io.ipfabric.lab.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.lab.flow.FlowReport.Recording;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A flow of 100 packets, one a millisecond; the guest is away from 40 to 50. */
class FlowReportTest {

    private static final Instant START = Instant.ofEpochSecond(1_900_000_000);
    private static final Flow FLOW = new Flow(1, "fabric-core", Address.of("198.51.100.254"));
    private static final Absence ABSENCE = new Absence(at(40), at(50));
    private static final List<Instant> SENT =
            IntStream.range(0, 100).mapToObj(FlowReportTest::at).toList();

    @Test
    void allCame() {
        var report = report(received(Set.of()), List.of());

        assertThat(report.sent()).isEqualTo(100);
        assertThat(report.receivedOnce()).isEqualTo(100);
        assertThat(report.lost()).isZero();
        assertThat(report.duplicates()).isZero();
        assertThat(report.wrongTap()).isZero();
        assertThat(report.largestGap()).isEqualTo(Duration.ofMillis(1));
    }

    @Test
    void whatIsLostInTheAbsenceAndItsToleranceIsNobodysLoss() {
        var report = report(received(Set.of(40, 45, 50, 55)), List.of());

        assertThat(report.lost()).isEqualTo(4);
        assertThat(report.lostBeyondAbsence()).isZero();
    }

    @Test
    void whatIsLostBeforeOrAfterIsALoss() {
        var report = report(received(Set.of(39, 56, 99)), List.of());

        assertThat(report.lostBeyondAbsence()).isEqualTo(3);
    }

    @Test
    void aPacketThatCameThriceIsTwoDuplicates() {
        var arrivals = received(Set.of());
        arrivals.add(new Arrival(1, 7, at(8)));
        arrivals.add(new Arrival(1, 7, at(80)));

        var report = report(arrivals, List.of());

        assertThat(report.duplicates()).isEqualTo(2);
        assertThat(report.receivedOnce()).isEqualTo(99);
        assertThat(report.lost()).isZero();
    }

    @Test
    void theGapIsBetweenArrivalsInTheirOrderOfTime() {
        var arrivals = received(IntStream.range(41, 60).boxed().collect(Collectors.toSet()));
        // The last packet before the gap came after the one behind it.
        arrivals.removeIf(arrival -> arrival.sequence() == 39);
        arrivals.add(new Arrival(1, 39, at(42)));

        var report = report(arrivals, List.of());

        assertThat(report.largestGap()).isEqualTo(Duration.ofMillis(18));
        assertThat(report.gapSince()).isEqualTo(at(42));
    }

    @Test
    void theSourcesTapIsWrongOnlyAfterTheArrival() {
        var atSource = List.of(
                new Arrival(1, 30, at(30)),
                new Arrival(1, 50, at(50)),
                new Arrival(1, 51, at(51)),
                new Arrival(2, 52, at(52)));

        assertThat(report(received(Set.of()), atSource).wrongTap()).isEqualTo(1);
    }

    @Test
    void anotherFlowsPacketsAreNotSeen() {
        var arrivals = received(Set.of(70));
        arrivals.add(new Arrival(2, 70, at(70)));

        assertThat(report(arrivals, List.of()).lostBeyondAbsence()).isEqualTo(1);
    }

    @Test
    void nobodyArrivesBeforeHeLeaves() {
        assertThatThrownBy(() -> new Absence(at(2), at(1))).isInstanceOf(IllegalArgumentException.class);
    }

    private static FlowReport report(List<Arrival> received, List<Arrival> atSource) {
        return FlowReport.of(new Recording(FLOW, SENT, received, atSource), ABSENCE);
    }

    private static List<Arrival> received(Set<Integer> lost) {
        return new ArrayList<>(IntStream.range(0, 100)
                .filter(sequence -> !lost.contains(sequence))
                .mapToObj(sequence -> new Arrival(1, sequence, at(sequence)))
                .toList());
    }

    private static Instant at(int millis) {
        return START.plusMillis(millis);
    }
}
