package io.ipfabric.gateway.observer.adapter.kafka;

import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.codec.UnreadableRecordException;
import io.ipfabric.contracts.event.RouterConfig.Flavor;
import io.ipfabric.contracts.event.TopologyEvent;
import io.ipfabric.contracts.event.TopologyEvent.ClusterTopology;
import io.ipfabric.contracts.event.TopologyEvent.ReflectorTopology;
import io.ipfabric.contracts.kafka.KafkaRecords;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.observer.domain.Reflector;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;

/**
 * Knows the fabric's reflectors: reads {@code fabric-topology} from its beginning, and goes on. It keeps no offset: a start or trouble
 * makes it read the whole again. A thread of its own.
 */
public final class TopologyFollower implements Runnable {

    private static final Logger LOG = Logger.getLogger(TopologyFollower.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);

    private final Supplier<KafkaConsumer<String, byte[]>> consumers;
    private final Consumer<Map<RouterName, Reflector>> reflectors;
    private final CountDownLatch stopped = new CountDownLatch(1);

    /**
     * @param broker what all clients of the service have in common
     * @param reflectors is told all of them, by name, whenever they may be others
     */
    public TopologyFollower(Map<String, Object> broker, Consumer<Map<RouterName, Reflector>> reflectors) {
        this.consumers = () -> consumer(broker);
        this.reflectors = reflectors;
    }

    public void stop() {
        stopped.countDown();
    }

    @Override
    public void run() {
        try {
            do {
                try (var consumer = consumers.get()) {
                    follow(consumer);
                } catch (InterruptException _) {
                    return;
                } catch (KafkaException e) {
                    LOG.warnf("the topology cannot be read, it will be tried again: %s", e.getMessage());
                }
            } while (!stopped.await(AGAIN_AFTER.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow(KafkaConsumer<String, byte[]> consumer) {
        var partition = new TopicPartition(Topic.FABRIC_TOPOLOGY.toString(), 0);
        var partitions = List.of(partition);
        consumer.assign(partitions);
        long end = consumer.endOffsets(partitions).getOrDefault(partition, 0L);
        consumer.seekToBeginning(partitions);
        var clusters = new HashMap<String, ClusterTopology>();
        boolean isTold = false;
        while (stopped.getCount() > 0) {
            boolean isNew = false;
            for (var record : consumer.poll(POLL)) {
                isNew |= apply(clusters, record);
            }
            if (consumer.position(partition) >= end && (isNew || !isTold)) {
                reflectors.accept(all(clusters));
                isTold = true;
            }
        }
    }

    private static boolean apply(Map<String, ClusterTopology> clusters, ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            return clusters.remove(record.key()) != null;
        }
        try {
            var event = EventCodec.decode(TopologyEvent.class, KafkaRecords.fromConsumerRecord(record))
                    .event();
            if (event instanceof ClusterTopology cluster) {
                clusters.put(record.key(), cluster);
                return true;
            }
        } catch (UnreadableRecordException e) {
            LOG.errorf("fabric-topology offset %d cannot be read: %s", record.offset(), e.getMessage());
        }
        return false;
    }

    private static Map<RouterName, Reflector> all(Map<String, ClusterTopology> clusters) {
        var all = new HashMap<RouterName, Reflector>();
        clusters.values().forEach(cluster -> cluster.reflectors()
                .forEach(each -> all.put(each.name(), reflector(cluster, each))));
        return all;
    }

    private static Reflector reflector(ClusterTopology cluster, ReflectorTopology reflector) {
        return new Reflector(
                reflector.name(),
                reflector.address(),
                cluster.asn(),
                Set.copyOf(reflector.families()),
                reflector.daemon() == null || reflector.daemon() == Flavor.FRR);
    }

    private static KafkaConsumer<String, byte[]> consumer(Map<String, Object> broker) {
        var settings = new HashMap<>(broker);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    }
}
