package io.ipfabric.lab.fuzz;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * What everything random of a run follows from. {@code -Dfuzz.seed=N} sends once more what a failure named.
 *
 * @param value said in every failure
 */
public record Seed(long value) {

    private static final String PROPERTY = "fuzz.seed";

    /** The one that was asked for, or a new one, so that each build tries something else. */
    public static Seed ofThisRun() {
        return new Seed(Long.getLong(PROPERTY, System.nanoTime()));
    }

    /** The numbers of one message: it can be made again without those before it. */
    RandomGenerator of(int message) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(value * 1_000_003 + message);
    }

    /** How to send it again. */
    @Override
    public String toString() {
        return "-D" + PROPERTY + "=" + value;
    }

    static <T> T oneOf(RandomGenerator random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** @param percent how often it is true, of a hundred times */
    static boolean chance(RandomGenerator random, int percent) {
        return random.nextInt(100) < percent;
    }
}
