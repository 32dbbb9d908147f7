package io.ipfabric.lab.fuzz;

import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * What everything random of a run follows from: the same for each build, so that a change is not blamed for what it did not do. {@code -Dfuzz.seed=random} looks for
 * what is not known yet, and {@code -Dfuzz.seed=N} sends once more what a failure named.
 *
 * @param value said in every failure
 */
public record Seed(long value) {

    private static final String PROPERTY = "fuzz.seed";

    public static Seed ofThisRun() {
        var asked = System.getProperty(PROPERTY, "1");
        return new Seed(asked.equals("random") ? System.nanoTime() : Long.parseLong(asked));
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
