package io.ipfabric.contracts.rules.sample.broken.domain;

import io.ipfabric.contracts.topic.Topic;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;

public record Impure(Topic topic) {

    public Supplier<Instant> clock() {
        return Instant::now;
    }

    public UUID id() {
        return UUID.randomUUID();
    }

    public void say() {
        System.getLogger("impure").log(System.Logger.Level.INFO, topic);
    }

    public Thread run() {
        return Thread.ofVirtual().unstarted(this::say);
    }
}
