package io.ipfabric.outbox.testing;

import com.github.dockerjava.api.exception.NotFoundException;
import java.util.Optional;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.DockerImageName;

/** Images of Kafka and PostgreSQL: those of docker-compose.yml, by the same variables. */
final class ContainerImages {

    private ContainerImages() {}

    static DockerImageName kafka() {
        return image("KAFKA_IMAGE", "apache/kafka:4.1.1").asCompatibleSubstituteFor("apache/kafka");
    }

    static DockerImageName postgres() {
        return image("POSTGRES_IMAGE", "postgres:18").asCompatibleSubstituteFor("postgres");
    }

    private static DockerImageName image(String variable, String otherwise) {
        return DockerImageName.parse(System.getenv().getOrDefault(variable, otherwise));
    }

    /** @return why the tests cannot have them without a pull; empty: they can */
    static Optional<String> missing() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            return Optional.of("the engine does not answer");
        }
        return Stream.of(kafka(), postgres())
                .map(DockerImageName::asCanonicalNameString)
                .filter(name -> !isThere(name))
                .map(name -> "the engine has no image " + name)
                .findFirst();
    }

    private static boolean isThere(String image) {
        try {
            var _ = DockerClientFactory.lazyClient().inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException _) {
            return false;
        }
    }
}
