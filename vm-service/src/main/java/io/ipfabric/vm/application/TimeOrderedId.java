package io.ipfabric.vm.application;

import java.security.SecureRandom;
import java.util.UUID;

/** UUID version 7 (RFC 9562, section 5.7): 48 bits of milliseconds, then randomness; ids made later sort later. */
public final class TimeOrderedId {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int RANDOM_BITS_A = 12;
    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final int RANDOM_BITS_B = 62;

    private TimeOrderedId() {}

    public static UUID next() {
        return at(System.currentTimeMillis(), RANDOM.nextLong(), RANDOM.nextLong());
    }

    static UUID at(long epochMillis, long randomA, long randomB) {
        long high = (epochMillis << 16) | VERSION_7 | (randomA >>> (Long.SIZE - RANDOM_BITS_A));
        long low = VARIANT | (randomB >>> (Long.SIZE - RANDOM_BITS_B));
        return new UUID(high, low);
    }
}
