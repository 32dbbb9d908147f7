package io.ipfabric.outbox.testing;

import io.ipfabric.contracts.testing.EmbeddedKafka;
import org.testcontainers.kafka.KafkaContainer;

/**
 * A Kafka broker that runs, without topics.
 *
 * @param bootstrapServers for {@code bootstrap.servers}
 * @param end takes it away with its data
 */
public record Broker(String bootstrapServers, Runnable end) {

    /** Returns when it answers. */
    static Broker start(Backends backends) {
        return switch (backends) {
            case EMBEDDED -> {
                var kafka = EmbeddedKafka.start();
                yield new Broker(kafka.bootstrapServers(), kafka::close);
            }
            case CONTAINERS -> InContainer.start();
        };
    }

    /** Apart, so that a module without Testcontainers can run embedded ones. */
    private static final class InContainer {

        /** With the settings of {@link EmbeddedKafka} that tests rely on. */
        private static Broker start() {
            var kafka = new KafkaContainer(ContainerImages.kafka())
                    .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                    // Port of the controller's listener that Testcontainers gives it.
                    .withEnv("KAFKA_CONTROLLER_QUORUM_VOTERS", "1@localhost:9094")
                    .withEnv("KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS", "4")
                    .withEnv("KAFKA_TRANSACTION_STATE_LOG_NUM_PARTITIONS", "4")
                    .withEnv("KAFKA_HEAP_OPTS", "-Xmx384m");
            kafka.start();
            return new Broker(kafka.getBootstrapServers(), kafka::stop);
        }
    }
}
