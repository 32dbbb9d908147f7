package io.ipfabric.simulation;

import io.ipfabric.contracts.codec.Envelope;
import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.codec.WireRecord;
import io.ipfabric.contracts.event.RouteObservation;
import io.ipfabric.contracts.event.RouteObservation.ReflectorRoute;
import io.ipfabric.contracts.event.RouteObservation.ReflectorSight;
import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.Prefix;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.observer.domain.Publication;
import io.ipfabric.gateway.observer.domain.Publication.Level;
import io.ipfabric.gateway.observer.domain.Publication.Tombstone;
import io.ipfabric.gateway.observer.domain.ReflectorView;
import io.ipfabric.gateway.observer.domain.Remembered;
import io.ipfabric.gateway.observer.domain.SessionEvent;
import io.ipfabric.simulation.Bus.Partition;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** The observer of all reflectors: the real view of each, and a queue of what is not sent yet. The topic is its only memory. */
final class Observer {

    /** The topic has one: what is said of a reflector stays in order. */
    private static final Partition PARTITION = new Partition(Topic.ROUTE_OBSERVATIONS, 0);

    private final World world;
    private final TreeMap<RouterName, ReflectorView> views = new TreeMap<>();
    private final ObservationQueue queue = new ObservationQueue();
    private long records;

    Observer(World world) {
        this.world = world;
        world.reflectors.forEach(
                reflector -> views.put(reflector.name(), new ReflectorView(reflector.name(), Remembered.NOTHING)));
    }

    void open(Reflector reflector) {
        reflector.open();
        queue.add(view(reflector).opened(world.clock.instant()));
    }

    void lose(Reflector reflector) {
        reflector.close();
        queue.add(view(reflector).lost("the session ended", world.clock.instant()));
    }

    /** All sessions end with the process, and what was not sent is never sent. */
    void restart() {
        queue.lose();
        for (var reflector : world.reflectors) {
            reflector.close();
            var known = remembered(reflector.name());
            views.put(reflector.name(), new ReflectorView(reflector.name(), known));
            if (known.state() != State.LOST) {
                queue.add(List.of(new Level(new ReflectorSight(
                        reflector.name(),
                        State.LOST,
                        known.generation(),
                        "the observer was started",
                        world.clock.instant()))));
            }
        }
    }

    private Remembered remembered(RouterName reflector) {
        long generation = 0;
        var state = State.LOST;
        var published = new HashSet<Prefix>();
        for (int offset = 0; offset < world.bus.end(PARTITION); offset++) {
            var record = world.bus.read(PARTITION, offset);
            if (record.isEmpty() || !record.get().key().startsWith(reflector + "/")) {
                continue;
            }
            if (record.get().isTombstone()) {
                published.remove(Prefix.of(record.get().key().substring((reflector + "/").length())));
                continue;
            }
            var level = Bus.decoded(RouteObservation.class, record.get());
            generation = Math.max(generation, level.generation());
            switch (level) {
                case ReflectorSight sight -> state = sight.state();
                case ReflectorRoute route -> published.add(route.prefix());
            }
        }
        return new Remembered(generation, state, Set.copyOf(published));
    }

    void hear(Reflector reflector) {
        queue.add(inOrder(view(reflector).on(reflector.next(), world.clock.instant())));
    }

    /** Routes of one event have none, but every run has to be like the last; a sight is the last of all. */
    private static List<Publication> inOrder(List<Publication> publications) {
        return publications.stream()
                .sorted(Comparator.comparing(
                                (Publication publication) -> publication.key().endsWith(ReflectorSight.KEY_SUFFIX))
                        .thenComparing(Publication::key))
                .toList();
    }

    void timePasses() {
        world.reflectors.stream()
                .filter(Reflector::isOpen)
                .forEach(reflector ->
                        queue.add(inOrder(view(reflector).on(new SessionEvent.Elapsed(), world.clock.instant()))));
    }

    boolean hasUnsent() {
        return !queue.isEmpty();
    }

    /** @param twice the broker's acknowledgement was lost */
    void send(Chance chance, boolean twice) {
        var record = record(queue.take(chance));
        world.bus.publish(record);
        if (twice) {
            world.bus.publish(record);
        }
    }

    private WireRecord record(Publication publication) {
        return switch (publication) {
            case Level(var level) ->
                EventCodec.encode(
                                level,
                                Envelope.of("observer-" + records++, "/ip-fabric/observer", world.clock.instant()))
                        .inPartition(PARTITION.number());
            case Tombstone(var key) -> WireRecord.tombstone(Topic.ROUTE_OBSERVATIONS, PARTITION.number(), key);
        };
    }

    private ReflectorView view(Reflector reflector) {
        var view = views.get(reflector.name());
        if (view == null) {
            throw new IllegalStateException("nobody watches " + reflector);
        }
        return view;
    }

    @Override
    public String toString() {
        return "observer";
    }
}
