package io.ipfabric.simulation;

import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.codec.UnreadableRecordException;
import io.ipfabric.contracts.codec.WireRecord;
import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The topics in memory: encoded records in partitions by key, which can be paused and compacted. */
final class Bus {

    /** So many partitions have a topic here whose records are not assigned to one: enough that keys overtake each other. */
    private static final int PARTITIONS = 3;

    private final TreeMap<Partition, List<@Nullable WireRecord>> logs = new TreeMap<>();
    private final Set<Partition> paused = new HashSet<>();

    record Partition(Topic topic, int number) implements Comparable<Partition> {

        private static final Comparator<Partition> ORDER =
                Comparator.comparing(Partition::topic).thenComparing(Partition::number);

        @Override
        public int compareTo(Partition other) {
            return ORDER.compare(this, other);
        }

        @Override
        public String toString() {
            return topic + "-" + number;
        }
    }

    void publish(WireRecord record) {
        var assigned = record.partition();
        var partition =
                assigned == null ? partitionOf(record.topic(), record.key()) : new Partition(record.topic(), assigned);
        logs.computeIfAbsent(partition, _ -> new ArrayList<>()).add(record);
    }

    /** Of a topic whose records are not assigned to one. */
    static Partition partitionOf(Topic topic, String key) {
        return new Partition(topic, Math.floorMod(key.hashCode(), PARTITIONS));
    }

    List<Partition> partitions() {
        return List.copyOf(logs.keySet());
    }

    int end(Partition partition) {
        return logs.getOrDefault(partition, List.of()).size();
    }

    /** Empty where compaction took the record away. */
    Optional<WireRecord> read(Partition partition, int offset) {
        return Optional.ofNullable(logs.getOrDefault(partition, List.of()).get(offset));
    }

    boolean isPaused(Partition partition) {
        return paused.contains(partition);
    }

    void pause(Partition partition) {
        paused.add(partition);
    }

    void resumeAll() {
        paused.clear();
    }

    /** Of each key only the latest record stays. */
    void compact(Partition partition) {
        var log = logs.getOrDefault(partition, List.of());
        var later = new HashSet<String>();
        for (int offset = log.size() - 1; offset >= 0; offset--) {
            var record = log.get(offset);
            if (record != null && !later.add(record.key())) {
                log.set(offset, null);
            }
        }
    }

    /** For the reader of a failure: every record that is keyed by the VM; nothing without one. */
    String history(String vm) {
        var lines = new ArrayList<String>();
        logs.forEach((partition, log) -> {
            for (int offset = 0; offset < log.size(); offset++) {
                var record = log.get(offset);
                if (record != null && List.of(record.key().split("/")).contains(vm)) {
                    lines.add(partition + "@" + offset + " " + record.headers() + " " + text(record));
                }
            }
        });
        return lines.isEmpty() ? "" : "\nrecords of " + vm + ":\n" + String.join("\n", lines);
    }

    private static String text(WireRecord record) {
        var value = record.value();
        return value == null ? "tombstone" : new String(value, StandardCharsets.UTF_8);
    }

    /** An event that this project wrote. */
    static <E extends FabricEvent> E decoded(Class<E> family, WireRecord record) {
        try {
            return EventCodec.decode(family, record).event();
        } catch (UnreadableRecordException e) {
            throw new Violation("a record of our own cannot be read: " + record.topic() + " " + record.key(), e);
        }
    }
}
