package io.ipfabric.lab.fuzz;

import io.ipfabric.contracts.event.VmLifecycleEvent;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.lab.process.Json;
import io.ipfabric.lab.proof.LifecycleProducer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Records of {@code vm-lifecycle} with something wrong in the key, the headers, the JSON or the bytes. */
public final class HostileRecords {

    private final List<VmLifecycleEvent> events;
    private final Seed seed;

    /** @param events that would be understood; they are about VMs that nobody has */
    public HostileRecords(List<VmLifecycleEvent> events, Seed seed) {
        this.events = List.copyOf(events);
        this.seed = seed;
    }

    /** The record of that number: the same one each time, but for the id of the event that it is made of. */
    public ProducerRecord<String, byte[]> record(int number) {
        var random = seed.of(number);
        var right = LifecycleProducer.record(Seed.oneOf(random, events));
        var wrong = new ProducerRecord<>(
                Topic.VM_LIFECYCLE.toString(), key(right.key(), random), value(right.value(), random));
        right.headers().forEach(header -> {
            if (!Seed.chance(random, 5)) {
                wrong.headers()
                        .add(header.key(), Seed.chance(random, 5) ? bytes(HostileText.any(random)) : header.value());
            }
        });
        if (Seed.chance(random, 20)) {
            wrong.headers().add(Seed.chance(random, 50) ? "ce_subject" : "ce_sequence", bytes(HostileText.any(random)));
        }
        return wrong;
    }

    private static @Nullable String key(String right, RandomGenerator random) {
        return switch (random.nextInt(5)) {
            case 0 -> null;
            case 1 -> HostileText.any(random);
            default -> right;
        };
    }

    private static byte @Nullable [] value(byte[] right, RandomGenerator random) {
        return switch (random.nextInt(10)) {
            case 0 -> null;
            case 1 -> noise(random);
            case 2 -> HostileJson.flipped(right.clone(), random);
            default -> HostileJson.of(Json.read(new String(right, StandardCharsets.UTF_8)), random);
        };
    }

    private static byte[] noise(RandomGenerator random) {
        var noise = new byte[random.nextInt(2_000)];
        random.nextBytes(noise);
        return noise;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
