package io.ipfabric.cli;

import io.ipfabric.contracts.kafka.BrokerAccess;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which broker, and who one is there. */
final class KafkaOption {

    private static final String LAB = "127.0.0.1:9092";

    @Option(
            names = "--kafka",
            paramLabel = "HOST:PORT",
            description = "Default: KAFKA_BOOTSTRAP_SERVERS, or the lab's.")
    @Nullable
    String bootstrapServers;

    @Option(
            names = "--user",
            paramLabel = "NAME",
            description = "Of a broker that asks. Default: FABRIC_KAFKA_USER, or nobody, in clear text.")
    @Nullable
    String user;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "With the user's password. Default: FABRIC_KAFKA_PASSWORD_FILE.")
    @Nullable
    String passwordFile;

    @Option(
            names = "--authorities",
            paramLabel = "FILE",
            description =
                    "PEM that the broker's certificate must come from. Default: FABRIC_KAFKA_AUTHORITIES, or the JDK's.")
    @Nullable
    String authorities;

    /**
     * Of any client.
     *
     * @throws IllegalArgumentException if a part of a login is missing or cannot be read
     */
    Map<String, Object> settings() {
        return access(System.getenv()).settings();
    }

    /** @throws IllegalArgumentException if a part of a login is missing or cannot be read */
    BrokerAccess access(Map<String, String> environment) {
        return BrokerAccess.of(name -> Optional.ofNullable(option(name)).or(() -> variable(name, environment)));
    }

    private @Nullable String option(String setting) {
        return switch (setting) {
            case BrokerAccess.BOOTSTRAP_SERVERS -> bootstrapServers;
            case BrokerAccess.USER -> user;
            case BrokerAccess.PASSWORD_FILE -> passwordFile;
            case BrokerAccess.AUTHORITIES -> authorities;
            default -> throw new IllegalArgumentException("no option for " + setting);
        };
    }

    private static Optional<String> variable(String setting, Map<String, String> environment) {
        return Optional.ofNullable(environment.get(BrokerAccess.variable(setting)))
                .or(() -> setting.equals(BrokerAccess.BOOTSTRAP_SERVERS) ? Optional.of(LAB) : Optional.empty());
    }
}
