package io.ipfabric.cli;

import io.ipfabric.contracts.kafka.BrokerTopics;
import io.ipfabric.contracts.kafka.TopicDifference;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The catalogue of topics against a broker. */
@Command(name = "topics", description = "The broker's topics and the catalogue.", mixinStandardHelpOptions = true)
final class TopicsCommand {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Which broker. */
    static final class Broker {

        @Option(
                names = "--kafka",
                paramLabel = "HOST:PORT",
                defaultValue = "${env:KAFKA_BOOTSTRAP_SERVERS:-127.0.0.1:9092}",
                description = "Default: KAFKA_BOOTSTRAP_SERVERS, or the lab's.")
        String bootstrapServers = "";

        @Option(names = "--replication", paramLabel = "N", defaultValue = "1", description = "Replicas. Default: 1.")
        short replication;

        Admin admin() {
            return Admin.create(Map.of(
                    AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                    bootstrapServers,
                    AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                    (int) LIMIT.toMillis()));
        }
    }

    @Command(description = "Creates and changes topics until they are as the catalogue says; deletes none.")
    int apply(@Mixin Broker broker) throws InterruptedException {
        try (var admin = broker.admin()) {
            print(new BrokerTopics(admin, broker.replication).apply(), "changed", "Nothing to change.");
            return ExitCode.OK;
        }
    }

    @Command(description = "Says how the topics differ from the catalogue; ends with 0 if they do not.")
    int check(@Mixin Broker broker) throws InterruptedException {
        try (var admin = broker.admin()) {
            var differences = new BrokerTopics(admin, broker.replication).check();
            print(differences, "differs", "All topics are as the catalogue says.");
            return differences.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    private static void print(List<TopicDifference> differences, String word, String none) {
        differences.forEach(difference -> System.out.println(word + ": " + difference));
        if (differences.isEmpty()) {
            System.out.println(none);
        }
    }
}
