package io.ipfabric.simulation;

import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.simulation.Bus.Partition;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Reads what came to a topic since it read last. */
final class TopicReader<E extends FabricEvent> {

    private final Topic topic;
    private final Class<E> family;
    private final Map<Partition, Integer> offsets = new HashMap<>();

    TopicReader(Topic topic, Class<E> family) {
        this.topic = topic;
        this.family = family;
    }

    /** @return whether there was anything */
    boolean read(Bus bus, Consumer<E> reader) {
        boolean any = false;
        for (var partition : bus.partitions()) {
            if (partition.topic() != topic) {
                continue;
            }
            int offset = offsets.getOrDefault(partition, 0);
            for (; offset < bus.end(partition); offset++) {
                var record = bus.read(partition, offset);
                if (record.isPresent() && !record.get().isTombstone()) {
                    any = true;
                    reader.accept(Bus.decoded(family, record.get()));
                }
            }
            offsets.put(partition, offset);
        }
        return any;
    }
}
