package io.ipfabric.contracts.kafka;

import io.ipfabric.contracts.codec.WireRecord;
import io.ipfabric.contracts.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;

/** Kafka's records to ours and back. */
public final class KafkaRecords {

    private KafkaRecords() {}

    public static ProducerRecord<String, byte[]> toProducerRecord(WireRecord record) {
        var out = new ProducerRecord<String, byte[]>(
                record.topic().toString(), record.partition(), record.key(), record.value());
        record.headers().forEach((name, value) -> out.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return out;
    }

    /** @throws IllegalArgumentException if the topic is not in the catalogue: no consumer of ours subscribes to one */
    public static WireRecord fromConsumerRecord(ConsumerRecord<String, byte[]> record) {
        var topic = Topic.named(record.topic())
                .orElseThrow(() -> new IllegalArgumentException("not in the catalogue: " + record.topic()));
        var key = record.key() == null ? "" : record.key();
        return new WireRecord(topic, record.partition(), key, headers(record.headers()), record.value());
    }

    /** The last of several headers of one name counts, as {@link Headers#lastHeader} has it. */
    private static Map<String, String> headers(Headers headers) {
        var texts = new HashMap<String, String>();
        for (var header : headers) {
            texts.put(header.key(), header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8));
        }
        return texts;
    }
}
