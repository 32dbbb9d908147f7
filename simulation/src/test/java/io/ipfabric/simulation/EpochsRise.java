package io.ipfabric.simulation;

import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.contracts.event.RouteIntent.EndpointIntent;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.Epoch;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Of each endpoint the topic shows rising epochs; a lower one is the repetition of a record that was there. */
final class EpochsRise implements Invariant {

    private final TopicReader<RouteIntent> intents = new TopicReader<>(Topic.ROUTE_INTENTS, RouteIntent.class);
    private final Map<String, TreeMap<Epoch, RouteIntent>> seen = new HashMap<>();

    @Override
    public void check(World world) {
        intents.read(world.bus, this::check);
    }

    private void check(RouteIntent intent) {
        if (!(intent instanceof EndpointIntent one)) {
            return;
        }
        var history = seen.computeIfAbsent(intent.partitionKey(), _ -> new TreeMap<>());
        var epoch = one.endpoint().epoch();
        if (history.isEmpty() || epoch.isAfter(history.lastKey())) {
            history.put(epoch, intent);
        } else if (!intent.equals(history.get(epoch))) {
            throw new Violation("epoch " + epoch + " of " + intent.partitionKey() + " came after " + history.lastKey()
                    + " and repeats nothing: " + intent);
        }
    }
}
