package io.ipfabric.lab.flow;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of a flow while its receiver moved. All times are of one machine's CLOCK_REALTIME.
 *
 * @param sent packets that were handed to the sender's kernel, or refused by it
 * @param receivedOnce packets that came exactly once
 * @param lost packets that never came
 * @param lostBeyondAbsence those of them that were sent while the guest ran: not between its detachment and {@link #TOLERANCE} after
 *     its attachment
 * @param duplicates packets that came again
 * @param wrongTap packets that were given to the source's interface after the guest had been attached to the target's
 * @param largestGap the longest time between two packets that came
 * @param gapSince when the first of them came; the epoch if there are no two
 */
public record FlowReport(
        Flow flow,
        int sent,
        int receivedOnce,
        int lost,
        int lostBeyondAbsence,
        int duplicates,
        int wrongTap,
        Duration largestGap,
        Instant gapSince) {

    /** From the last command that attaches the guest to its first received packet some threads have to run. */
    public static final Duration TOLERANCE = Duration.ofMillis(5);

    /** What was recorded of one flow, to be judged. */
    record Recording(Flow flow, List<Instant> sent, Collection<Arrival> received, Collection<Arrival> atSource) {}

    /** Arrivals of other flows, and of packets that were never sent, do not count. */
    static FlowReport of(Recording recording, Absence absence) {
        var sent = recording.sent();
        var times = timesOfEach(recording);
        int once = 0;
        int lost = 0;
        int beyond = 0;
        int duplicates = 0;
        for (int sequence = 0; sequence < sent.size(); sequence++) {
            int count = times.getOrDefault(sequence, 0);
            if (count == 1) {
                once++;
            } else if (count > 1) {
                duplicates += count - 1;
            } else {
                lost++;
                if (!absence.excuses(sent.get(sequence), TOLERANCE)) {
                    beyond++;
                }
            }
        }
        var flow = recording.flow();
        var gap = largestGap(recording);
        return new FlowReport(
                flow,
                sent.size(),
                once,
                lost,
                beyond,
                duplicates,
                wrongTap(recording, absence),
                gap.length(),
                gap.since());
    }

    private static Map<Integer, Integer> timesOfEach(Recording recording) {
        var times = new HashMap<Integer, Integer>();
        for (var arrival : recording.received()) {
            if (arrival.flow() == recording.flow().id()) {
                times.merge(arrival.sequence(), 1, Integer::sum);
            }
        }
        return times;
    }

    private static int wrongTap(Recording recording, Absence absence) {
        return (int) recording.atSource().stream()
                .filter(arrival -> arrival.flow() == recording.flow().id())
                .filter(arrival -> arrival.at().isAfter(absence.attached()))
                .count();
    }

    private static Gap largestGap(Recording recording) {
        var times = recording.received().stream()
                .filter(arrival -> arrival.flow() == recording.flow().id())
                .map(Arrival::at)
                .sorted()
                .toList();
        var largest = new Gap(Instant.EPOCH, Duration.ZERO);
        for (int i = 1; i < times.size(); i++) {
            var length = Duration.between(times.get(i - 1), times.get(i));
            if (length.compareTo(largest.length()) > 0) {
                largest = new Gap(times.get(i - 1), length);
            }
        }
        return largest;
    }

    private record Gap(Instant since, Duration length) {}

    /** One line for a person. */
    @Override
    public String toString() {
        return "%s: %d sent, %d lost, %d of them while the guest ran, %d duplicates, %d to the wrong tap, largest gap %.1f ms from %s on"
                .formatted(
                        flow,
                        sent,
                        lost,
                        lostBeyondAbsence,
                        duplicates,
                        wrongTap,
                        largestGap.toNanos() / 1e6,
                        gapSince);
    }
}
