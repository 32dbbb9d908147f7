package io.ipfabric.lab.scenario;

import io.ipfabric.contracts.codec.Envelope;
import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.kafka.BrokerTopics;
import io.ipfabric.contracts.kafka.KafkaRecords;
import io.ipfabric.contracts.testing.EmbeddedKafka;
import io.ipfabric.lab.hypervisor.MoveLog;
import io.ipfabric.lab.process.Poll;
import io.ipfabric.lab.proof.Vms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A hypervisor on the lab's nodes that listens to a bus of its own, on which a test says what the services would. */
final class SecondHypervisor implements AutoCloseable {

    private final EmbeddedKafka kafka = EmbeddedKafka.start();
    private final KafkaProducer<String, byte[]> producer;
    private final Path directory;
    private Process process;

    SecondHypervisor(Path directory) throws IOException, InterruptedException {
        this.directory = directory;
        try (var admin = Admin.create(broker())) {
            new BrokerTopics(admin, (short) 1).apply();
        }
        producer = new KafkaProducer<>(broker(), new StringSerializer(), new ByteArraySerializer());
        process = launch();
    }

    private Map<String, Object> broker() {
        return Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
    }

    private Process launch() throws IOException {
        return LabCommand.start(
                directory.resolve("hypervisor.log"),
                "hypervisor",
                kafka.bootstrapServers(),
                directory.resolve("ready").toString(),
                moves().file().toString());
    }

    MoveLog moves() {
        return new MoveLog(directory.resolve("moves.log"));
    }

    /** Returns once the broker has it. */
    void tell(FabricEvent event) throws ExecutionException, InterruptedException {
        var envelope = Envelope.of(UUID.randomUUID().toString(), "/ip-fabric/scenario", Instant.now());
        producer.send(KafkaRecords.toProducerRecord(EventCodec.encode(event, envelope)))
                .get();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Returns once it has compared what exists with what it read. */
    void restart() throws IOException {
        Files.deleteIfExists(directory.resolve("ready"));
        process = launch();
        awaitReady();
    }

    void awaitReady() {
        Poll.until("the hypervisor", Vms.LIMIT, () -> Files.exists(directory.resolve("ready")));
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        producer.close();
        kafka.close();
    }
}
