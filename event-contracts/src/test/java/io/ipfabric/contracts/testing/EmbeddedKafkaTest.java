package io.ipfabric.contracts.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class EmbeddedKafkaTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void itKeepsItsDataFencesProducersAndMakesNoTopic() throws Exception {
        try (var kafka = EmbeddedKafka.start()) {
            try (var admin = kafka.admin()) {
                admin.createTopics(List.of(new NewTopic("facts", 1, (short) 1)))
                        .all()
                        .get();
            }
            try (var paused = producer(kafka, Map.of("transactional.id", "shard-0"))) {
                paused.initTransactions();
                send(paused, "first");
                try (var successor = producer(kafka, Map.of("transactional.id", "shard-0"))) {
                    successor.initTransactions();
                    send(successor, "second");
                }
                assertThatThrownBy(() -> send(paused, "too late"))
                        .hasRootCauseInstanceOf(InvalidProducerEpochException.class);
            }

            kafka.stop();
            kafka.restart();
            assertThat(committed(kafka)).containsExactly("first", "second");

            try (var producer = producer(kafka, Map.of("max.block.ms", "500"))) {
                assertThatThrownBy(() -> producer.send(new ProducerRecord<>("absent", "x"))
                                .get())
                        .hasRootCauseInstanceOf(UnknownTopicOrPartitionException.class);
            }
        }
    }

    private static void send(KafkaProducer<String, String> producer, String text) throws Exception {
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("facts", text)).get();
        producer.commitTransaction();
    }

    private static List<String> committed(EmbeddedKafka kafka) {
        var settings = Map.<String, Object>of(
                "bootstrap.servers", kafka.bootstrapServers(),
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest");
        var texts = new ArrayList<String>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            var facts = List.of(new TopicPartition("facts", 0));
            consumer.assign(facts);
            consumer.seekToBeginning(facts);
            long end = consumer.endOffsets(facts, PATIENCE).getOrDefault(facts.getFirst(), 0L);
            while (consumer.position(facts.getFirst()) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(r -> texts.add(r.value()));
            }
        }
        return texts;
    }

    private static KafkaProducer<String, String> producer(EmbeddedKafka kafka, Map<String, Object> settings) {
        var all = new HashMap<>(settings);
        all.put("bootstrap.servers", kafka.bootstrapServers());
        return new KafkaProducer<>(all, new StringSerializer(), new StringSerializer());
    }
}
