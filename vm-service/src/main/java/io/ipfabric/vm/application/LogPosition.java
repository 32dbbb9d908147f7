package io.ipfabric.vm.application;

import io.ipfabric.contracts.value.Generation;
import io.ipfabric.vm.domain.Placement;
import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * Names an event of a VM: the life that it belongs to, and its number there. As a text {@code 1-17}. Who has heard of one needs nothing else to go on, on
 * whatever replica.
 *
 * @param life generation of the VM's creation, see {@link Placement#created}; lives under one id have rising ones
 * @param number from 1, without a gap; 0: before the first
 */
public record LogPosition(Generation life, long number) implements Comparable<LogPosition> {

    private static final Comparator<LogPosition> ORDER =
            Comparator.comparing(LogPosition::life).thenComparingLong(LogPosition::number);

    private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,17})-(0|[1-9][0-9]{0,17})");

    /** @throws IllegalArgumentException if it is none */
    public static LogPosition of(String text) {
        var matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no position in a VM's log: " + text);
        }
        return new LogPosition(Generation.of(Long.parseLong(matcher.group(1))), Long.parseLong(matcher.group(2)));
    }

    /** Before the first event of the same life. */
    public LogPosition beginning() {
        return new LogPosition(life, 0);
    }

    /** How many events lie between this one and a later one: they were forgotten. Of earlier lives nothing is said. */
    public long between(LogPosition later) {
        return later.number - 1 - (life.equals(later.life) ? number : 0);
    }

    @Override
    public int compareTo(LogPosition other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return life + "-" + number;
    }
}
