package io.ipfabric.contracts.kafka;

import io.ipfabric.contracts.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
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
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

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

    private static final String EXISTENCE = "existence";
    private static final String PARTITIONS = "partitions";
    private static final String REPLICATION = "replication";

    /** @return how the broker differs from the catalogue; empty if it does not */
    public List<TopicDifference> check() throws InterruptedException {
        var differences = new ArrayList<TopicDifference>();
        var descriptions = descriptions();
        var configs = configs(descriptions.keySet());
        for (var topic : Topic.values()) {
            var description = descriptions.get(topic.toString());
            if (description == null) {
                differences.add(new TopicDifference(topic, EXISTENCE, "present", "absent"));
                continue;
            }
            compare(
                    topic,
                    PARTITIONS,
                    topic.partitions(),
                    description.partitions().size(),
                    differences);
            compare(topic, REPLICATION, replication, fewestReplicas(description), differences);
            wanted(topic).forEach((setting, wanted) -> {
                var config = configs.get(topic.toString());
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
     * Creates what is missing and sets what differs. Two may create topics at once. The broker may show the change
     * a moment later than this returns.
     *
     * @return what was changed
     * @throws IllegalStateException if a topic has more partitions than the catalogue (keys would move) or another number of replicas
     *     (brokers must be chosen): a person must decide, and nothing was changed
     */
    public List<TopicDifference> apply() throws InterruptedException {
        var differences = check();
        var undecided = differences.stream().filter(BrokerTopics::needsAPerson).toList();
        if (!undecided.isEmpty()) {
            throw new IllegalStateException(undecided.stream()
                    .map(TopicDifference::toString)
                    .collect(Collectors.joining("; ", "nothing was changed, these must be changed by hand: ", "")));
        }
        for (var difference : differences) {
            switch (difference.setting()) {
                case EXISTENCE -> create(difference.topic());
                case PARTITIONS -> grow(difference.topic());
                default -> configure(difference);
            }
        }
        return differences;
    }

    private static boolean needsAPerson(TopicDifference difference) {
        return switch (difference.setting()) {
            case PARTITIONS -> Integer.parseInt(difference.found()) > Integer.parseInt(difference.wanted());
            case REPLICATION -> true;
            default -> false;
        };
    }

    private void create(Topic topic) throws InterruptedException {
        var wanted = new NewTopic(topic.toString(), Optional.of(topic.partitions()), Optional.of(replication))
                .configs(wanted(topic));
        try {
            get("creating " + topic, admin.createTopics(List.of(wanted)).all());
        } catch (KafkaException e) {
            // Somebody else was quicker, with the same catalogue; the next check tells if it was another.
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    private void grow(Topic topic) throws InterruptedException {
        var wanted = Map.of(topic.toString(), NewPartitions.increaseTo(topic.partitions()));
        get("adding partitions to " + topic, admin.createPartitions(wanted).all());
    }

    private void configure(TopicDifference difference) throws InterruptedException {
        var operation =
                new AlterConfigOp(new ConfigEntry(difference.setting(), difference.wanted()), AlterConfigOp.OpType.SET);
        var resource =
                new ConfigResource(ConfigResource.Type.TOPIC, difference.topic().toString());
        get(
                "setting " + difference.setting() + " of " + difference.topic(),
                admin.incrementalAlterConfigs(Map.of(resource, List.of(operation)))
                        .all());
    }

    private Map<String, String> wanted(Topic topic) {
        return settings(topic, replication);
    }

    /** The topic's configuration by its Kafka names, in alphabetical order. */
    public static Map<String, String> settings(Topic topic, short replication) {
        var wanted = new TreeMap<String, String>();
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

    /** Absent topics are left out. */
    private Map<String, TopicDescription> descriptions() throws InterruptedException {
        var descriptions = new HashMap<String, TopicDescription>();
        var names = Arrays.stream(Topic.values()).map(Topic::toString).toList();
        for (var description : admin.describeTopics(names).topicNameValues().entrySet()) {
            try {
                descriptions.put(
                        description.getKey(), get("describing " + description.getKey(), description.getValue()));
            } catch (KafkaException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
            }
        }
        return descriptions;
    }

    private Map<String, Config> configs(Collection<String> names) throws InterruptedException {
        var resources = names.stream()
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        var configs = new HashMap<String, Config>();
        get("describing configurations", admin.describeConfigs(resources).all())
                .forEach((resource, config) -> configs.put(resource.name(), config));
        return configs;
    }

    private static int fewestReplicas(TopicDescription description) {
        return description.partitions().stream()
                .mapToInt(partition -> partition.replicas().size())
                .min()
                .orElse(0);
    }

    private static void compare(Topic topic, String setting, int wanted, int found, List<TopicDifference> differences) {
        if (wanted != found) {
            differences.add(new TopicDifference(topic, setting, Integer.toString(wanted), Integer.toString(found)));
        }
    }

    private static <T> T get(String attempt, KafkaFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new KafkaException(attempt + " failed: " + e.getMessage(), e.getCause());
        }
    }
}
