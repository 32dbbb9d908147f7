package io.ipfabric.contracts.kafka;

import io.ipfabric.contracts.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;

/**
 * The catalogue on a broker: compared, and brought about. Blocking; not thread-safe. It creates topics, adds partitions and sets
 * configurations; it never deletes a topic or a record.
 *
 * @param replication replicas of each new topic; {@code min.insync.replicas} is one less, at least 1
 */
public record BrokerTopics(Admin admin, short replication) {

    /** Tombstones and superseded levels are kept this long, so that a slow reader still sees them. */
    private static final Duration TOMBSTONE_RETENTION = Duration.ofDays(7);

    private static final int RECORD_LENGTH_MAX = 1_048_576;

    /** @return how the broker differs from the catalogue; empty if it does not */
    public List<TopicDifference> check() throws InterruptedException {
        var differences = new ArrayList<TopicDifference>();
        var descriptions = descriptions();
        var configs = configs();
        for (var topic : Topic.values()) {
            var description = descriptions.get(topic.toString());
            if (description == null) {
                differences.add(new TopicDifference(topic, "existence", "present", "absent"));
                continue;
            }
            int partitions = description.partitions().size();
            if (partitions != topic.partitions()) {
                differences.add(new TopicDifference(
                        topic, "partitions", Integer.toString(topic.partitions()), Integer.toString(partitions)));
            }
            wanted(topic).forEach((setting, wanted) -> {
                var config = configs.get(topic);
                var entry = config == null ? null : config.get(setting);
                var found = entry == null ? "unset" : entry.value();
                if (!wanted.equals(found)) {
                    differences.add(new TopicDifference(topic, setting, wanted, found));
                }
            });
        }
        return differences;
    }

    /**
     * Creates what is missing and sets what differs.
     *
     * @return what was changed
     * @throws IllegalStateException if a topic has more partitions than the catalogue: keys would move, so a person must decide
     */
    public List<TopicDifference> apply() throws InterruptedException {
        var differences = check();
        for (var difference : differences) {
            switch (difference.setting()) {
                case "existence" -> create(difference.topic());
                case "partitions" -> grow(difference);
                default -> configure(difference);
            }
        }
        return differences;
    }

    private void create(Topic topic) throws InterruptedException {
        get(admin.createTopics(List.of(
                        new NewTopic(topic.toString(), Optional.of(topic.partitions()), Optional.of(replication))
                                .configs(wanted(topic))))
                .all());
    }

    private void grow(TopicDifference difference) throws InterruptedException {
        if (Integer.parseInt(difference.found()) > Integer.parseInt(difference.wanted())) {
            throw new IllegalStateException(difference + "; partitions cannot be taken away: delete the topic by hand");
        }
        get(admin.createPartitions(Map.of(
                        difference.topic().toString(),
                        NewPartitions.increaseTo(difference.topic().partitions())))
                .all());
    }

    private void configure(TopicDifference difference) throws InterruptedException {
        var operation =
                new AlterConfigOp(new ConfigEntry(difference.setting(), difference.wanted()), AlterConfigOp.OpType.SET);
        get(admin.incrementalAlterConfigs(Map.of(resource(difference.topic()), List.of(operation)))
                .all());
    }

    private Map<String, String> wanted(Topic topic) {
        var wanted = new HashMap<String, String>();
        wanted.put("min.insync.replicas", Integer.toString(Math.max(1, replication - 1)));
        wanted.put("max.message.bytes", Integer.toString(RECORD_LENGTH_MAX));
        if (topic.isCompacted()) {
            wanted.put("cleanup.policy", "compact");
            wanted.put("delete.retention.ms", Long.toString(TOMBSTONE_RETENTION.toMillis()));
        } else {
            wanted.put("cleanup.policy", "delete");
            wanted.put(
                    "retention.ms",
                    Long.toString(topic.retention().orElseThrow().toMillis()));
        }
        return wanted;
    }

    private Map<String, TopicDescription> descriptions() throws InterruptedException {
        return get(admin.describeTopics(existing()).allTopicNames());
    }

    private List<String> existing() throws InterruptedException {
        var names = get(admin.listTopics().names());
        return Arrays.stream(Topic.values())
                .map(Topic::toString)
                .filter(names::contains)
                .toList();
    }

    private Map<Topic, Config> configs() throws InterruptedException {
        var configs = new HashMap<Topic, Config>();
        var resources = existing().stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        get(admin.describeConfigs(resources).all())
                .forEach((resource, config) ->
                        configs.put(Topic.named(resource.name()).orElseThrow(), config));
        return configs;
    }

    private static ConfigResource resource(Topic topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic.toString());
    }

    private static <T> T get(KafkaFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new KafkaException("the broker refused", e.getCause());
        }
    }
}
