package io.ipfabric.cli;

import io.ipfabric.cli.Api.ApiException;
import io.ipfabric.contracts.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Follows what the services tell one another. It belongs to no consumer group and commits nothing: nobody notices that it reads. Each partition is in order, topics among themselves are not.
 */
@Command(
        name = "events",
        description = "What the services tell one another on Kafka, as it happens.",
        mixinStandardHelpOptions = true)
final class EventsCommand implements Callable<Integer> {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration LIMIT = Duration.ofSeconds(15);
    private static final List<Topic> FACTS =
            List.of(Topic.VM_EVENTS, Topic.ADDRESS_EVENTS, Topic.ROUTE_EVENTS, Topic.VM_REJECTIONS);

    @Mixin
    KafkaOption kafka = new KafkaOption();

    @Option(
            names = "--topic",
            paramLabel = "TOPIC",
            completionCandidates = Topics.class,
            description =
                    "Repeatable: ${COMPLETION-CANDIDATES}. Default: vm-events, address-events, route-events, vm-rejections.")
    @Nullable
    List<String> topics;

    @Option(names = "--vm", paramLabel = "ID", defaultValue = "", description = "Only what is about this VM.")
    String vm = "";

    @Option(names = "--all", description = "From the oldest that is kept. Default: only what comes from now on.")
    boolean all;

    @Option(names = "--end", description = "Ends when everything was shown that is there now.")
    boolean end;

    @Mixin
    Output output = new Output();

    /** For help and completion. */
    static final class Topics extends ArrayList<String> {
        Topics() {
            super(Arrays.stream(Topic.values()).map(Topic::toString).toList());
        }
    }

    @Override
    public Integer call() {
        var wanted = topics();
        try (var consumer = new KafkaConsumer<>(settings(), new StringDeserializer(), new ByteArrayDeserializer())) {
            var partitions = partitions(consumer, wanted);
            consumer.assign(partitions);
            if (all) {
                consumer.seekToBeginning(partitions);
            } else {
                consumer.seekToEnd(partitions);
            }
            follow(consumer, end ? consumer.endOffsets(partitions) : Map.of());
            return ExitStatus.OK;
        } catch (TimeoutException e) {
            throw new ApiException(
                    ExitStatus.UNREACHABLE,
                    "Kafka does not answer at " + kafka.settings().get(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG)
                            + ": is the lab up (./fabric status)? If it listens elsewhere, use --kafka");
        } catch (KafkaException e) {
            throw new ApiException(ExitStatus.REFUSED, "Kafka: " + e.getMessage());
        }
    }

    private List<Topic> topics() {
        return topics == null
                ? FACTS
                : topics.stream().map(EventsCommand::topic).toList();
    }

    private static Topic topic(String name) {
        return Topic.named(name)
                .orElseThrow(() -> new ApiException(
                        ExitStatus.NOT_FOUND,
                        "there is no topic \"" + name + "\"; there are "
                                + Arrays.stream(Topic.values())
                                        .map(Topic::toString)
                                        .collect(Collectors.joining(", "))));
    }

    private Map<String, Object> settings() {
        var settings = new HashMap<>(kafka.settings());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) LIMIT.toMillis());
        return settings;
    }

    private static List<TopicPartition> partitions(KafkaConsumer<String, byte[]> consumer, List<Topic> wanted) {
        var partitions = new ArrayList<TopicPartition>();
        for (var topic : wanted) {
            var found = consumer.partitionsFor(topic.toString());
            if (found == null || found.isEmpty()) {
                throw new ApiException(
                        ExitStatus.NOT_FOUND, "the broker has no topic " + topic + ": ./fabric topics apply makes it");
            }
            for (PartitionInfo partition : found) {
                partitions.add(new TopicPartition(topic.toString(), partition.partition()));
            }
        }
        return partitions;
    }

    /** @param until where to end; empty: never */
    private void follow(KafkaConsumer<String, byte[]> consumer, Map<TopicPartition, Long> until) {
        while (until.isEmpty()
                || until.entrySet().stream().anyMatch(entry -> consumer.position(entry.getKey()) < entry.getValue())) {
            for (var record : consumer.poll(POLL)) {
                var shown = ShownRecord.of(record);
                if (vm.isEmpty() || shown.isAbout(vm)) {
                    System.out.println(output.format == Output.Format.table ? shown.line() : shown.json());
                }
            }
            System.out.flush();
        }
    }
}
