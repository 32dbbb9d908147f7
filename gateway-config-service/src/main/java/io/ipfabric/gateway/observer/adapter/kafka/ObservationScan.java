package io.ipfabric.gateway.observer.adapter.kafka;

import io.ipfabric.contracts.event.RouteObservation;
import io.ipfabric.contracts.event.RouteObservation.ReflectorRoute;
import io.ipfabric.contracts.event.RouteObservation.ReflectorSight;
import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.InvalidValueException;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.observer.domain.Remembered;
import io.ipfabric.outbox.TopicScan;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What earlier observers published: the topic is the only memory there is. */
public final class ObservationScan {

    private final Map<RouterName, Traces> reflectors = new HashMap<>();

    private ObservationScan() {}

    /**
     * Blocks until the topic's end is reached.
     *
     * @throws org.apache.kafka.common.KafkaException if the broker does not answer
     */
    public static Map<RouterName, Remembered> read(TopicScan topics) {
        var scan = new ObservationScan();
        topics.read(Topic.ROUTE_OBSERVATIONS, RouteObservation.class, scan::present, scan::gone);
        return scan.remembered();
    }

    void present(RouteObservation observation) {
        var traces = reflectors.computeIfAbsent(observation.reflector(), _ -> new Traces());
        traces.generation = Math.max(traces.generation, observation.generation());
        switch (observation) {
            case ReflectorSight sight -> traces.state = sight.state();
            case ReflectorRoute route -> traces.published.add(route.prefix());
        }
    }

    /** @param key of a tombstone */
    void gone(String key) {
        int slash = key.indexOf('/');
        if (slash < 0) {
            return;
        }
        try {
            var traces = reflectors.get(RouterName.of(key.substring(0, slash)));
            if (traces == null) {
                return;
            }
            if (key.endsWith(ReflectorSight.KEY_SUFFIX)) {
                traces.state = State.LOST;
            } else {
                traces.published.remove(Prefix.of(key.substring(slash + 1)));
            }
        } catch (InvalidValueException _) {
            // Nobody's key.
        }
    }

    Map<RouterName, Remembered> remembered() {
        var all = new HashMap<RouterName, Remembered>();
        reflectors.forEach((name, traces) ->
                all.put(name, new Remembered(traces.generation, traces.state, Set.copyOf(traces.published))));
        return all;
    }

    private static final class Traces {
        private long generation;
        private State state = State.LOST;
        private final Set<Prefix> published = new HashSet<>();
    }
}
