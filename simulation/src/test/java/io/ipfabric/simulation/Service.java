package io.ipfabric.simulation;

import io.ipfabric.contracts.codec.Envelope;
import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.codec.WireRecord;
import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.simulation.Bus.Partition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The shell of a service: a batch of one partition is handled in one transaction with its offset and what is to be published; a relay
 * publishes that afterwards, in order for each ordering key. A crash undoes the transaction, or repeats the relay's last batch.
 */
abstract class Service {

    private static final int SHARDS = 4;

    final World world;
    final Database database = new Database();
    private final String name;
    private final Set<Topic> topics;
    private final Database.Table<Partition, Integer> offsets = database.table();
    private final Database.Table<Long, OutboxRow> outbox = database.table();
    /** By shard: how many rows were published and not noted. The relay's next batch begins with all of them, in one transaction of Kafka's. */
    private final Map<Integer, Integer> published = new HashMap<>();

    private long rows;

    Service(World world, String name, Set<Topic> topics) {
        this.world = world;
        this.name = name;
        this.topics = topics;
    }

    private record OutboxRow(int shard, WireRecord record) {}

    /** Within a transaction. */
    abstract void handle(WireRecord record);

    /** Whether there is something to read that is not held back. */
    boolean lags(Partition partition) {
        return topics.contains(partition.topic())
                && !world.bus.isPaused(partition)
                && position(partition) < world.bus.end(partition);
    }

    private int position(Partition partition) {
        return offsets.find(partition).orElse(0);
    }

    void consume(Partition partition, int atMost, boolean crash) {
        int from = position(partition);
        int to = Math.min(world.bus.end(partition), from + atMost);
        transaction(crash, () -> {
            for (int offset = from; offset < to; offset++) {
                world.bus.read(partition, offset).ifPresent(this::handle);
            }
            offsets.put(partition, to);
        });
    }

    void transaction(boolean crash, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            throw new Violation(name + " fails, and the key is stuck: " + e, e);
        }
        if (crash) {
            database.rollBack();
        } else {
            database.commit();
        }
    }

    void publish(FabricEvent event) {
        publish(event.partitionKey(), encoded(event));
    }

    void publish(String orderingKey, WireRecord record) {
        outbox.put(rows++, new OutboxRow(Math.floorMod(orderingKey.hashCode(), SHARDS), record));
    }

    WireRecord encoded(FabricEvent event) {
        return EventCodec.encode(event, Envelope.of(name + "-" + rows, "/ip-fabric/" + name, world.clock.instant()));
    }

    boolean hasUnsent() {
        return !outbox.isEmpty();
    }

    /** @param crash after publishing and before that is noted: the batch will be published again */
    void relay(Chance chance, int atMost, boolean crash) {
        var shards = outbox.values().stream()
                .map(OutboxRow::shard)
                .distinct()
                .sorted()
                .toList();
        int shard = chance.oneOf(shards);
        var batch = outbox.keys().stream()
                .filter(row -> outbox.find(row).orElseThrow().shard() == shard)
                .limit(Math.max(atMost, published.getOrDefault(shard, 0)))
                .toList();
        published.put(shard, batch.size());
        batch.forEach(row -> world.bus.publish(outbox.find(row).orElseThrow().record()));
        if (!crash) {
            batch.forEach(outbox::remove);
            database.commit();
            published.remove(shard);
        }
    }

    List<Partition> lagging() {
        return world.bus.partitions().stream().filter(this::lags).toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
