package io.ipfabric.simulation;

import java.util.List;
import java.util.Random;

/** Every choice of a run, from its seed. */
final class Chance {

    private final Random random;

    Chance(long seed) {
        random = new Random(seed);
    }

    boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    /** @return {@code from} to {@code to}, both included */
    int between(int from, int to) {
        return from + random.nextInt(to - from + 1);
    }

    /** @param items in an order that every JVM gives them */
    <T> T oneOf(List<T> items) {
        return items.get(random.nextInt(items.size()));
    }
}
