package io.ipfabric.outbox;

/** How ordering keys are spread over relays. The number is a constant: with another one, a key's records could be in two shards at once. */
final class Shards {

    static final int COUNT = 4;

    private Shards() {}

    static int of(String orderingKey) {
        return Math.floorMod(orderingKey.hashCode(), COUNT);
    }
}
