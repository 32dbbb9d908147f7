package io.ipfabric.gateway.observer;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.codec.UnreadableRecordException;
import io.ipfabric.contracts.event.RouteObservation;
import io.ipfabric.contracts.event.RouteObservation.ReflectorRoute;
import io.ipfabric.contracts.event.RouteObservation.ReflectorSight;
import io.ipfabric.contracts.event.RouteObservation.State;
import io.ipfabric.contracts.kafka.KafkaRecords;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.outbox.testing.FabricBackends;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Topic {@code route-observations} as it comes, tombstones too. */
final class ObservationLog implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
            Map.of("bootstrap.servers", FabricBackends.kafka().bootstrapServers()),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    private final String reflector;

    ObservationLog(String reflector) {
        this.reflector = reflector;
        var partition = List.of(new TopicPartition(Topic.ROUTE_OBSERVATIONS.toString(), 0));
        consumer.assign(partition);
        consumer.seekToBeginning(partition);
    }

    /** @return the sight, and all that was said before it */
    List<String> upTo(State state, long generation) {
        return upTo("sight " + state + " " + generation, line -> line.startsWith("sight " + state + " " + generation));
    }

    List<String> upTo(String line) {
        return upTo(line, line::equals);
    }

    /** Before this time is over. */
    List<String> upToWithin(Duration time, String line) {
        return upTo(time, line, line::equals);
    }

    List<String> upToMatching(Duration time, Predicate<String> last) {
        return upTo(time, "line like that", last);
    }

    private List<String> upTo(String what, Predicate<String> last) {
        return upTo(PATIENCE, what, last);
    }

    private List<String> upTo(Duration patience, String what, Predicate<String> last) {
        var lines = new ArrayList<String>();
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < deadline) {
            var records = consumer.poll(POLL);
            for (var record : records) {
                if (!record.key().startsWith(reflector + "/")) {
                    continue;
                }
                lines.add(line(record));
                if (last.test(lines.getLast())) {
                    // What was polled behind it is read again.
                    consumer.seek(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
                    return lines;
                }
            }
        }
        throw new AssertionError("no \"" + what + "\" within " + patience + ": " + lines);
    }

    private String line(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            return "gone " + record.key().substring(reflector.length() + 1);
        }
        try {
            var event = EventCodec.decode(RouteObservation.class, KafkaRecords.fromConsumerRecord(record))
                    .event();
            assertThat(event.reflector()).hasToString(reflector);
            return switch (event) {
                case ReflectorSight sight -> "sight " + sight.state() + " " + sight.generation();
                case ReflectorRoute route ->
                    route.prefix() + " " + route.generation() + " "
                            + route.paths().stream()
                                    .map(path -> path.peer() + " " + path.nextHop() + " " + path.localPreference())
                                    .toList();
            };
        } catch (UnreadableRecordException e) {
            throw new AssertionError("an unreadable observation", e);
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
