package io.ipfabric.contracts.rules.sample.sound.adapter.kafka;

import io.ipfabric.contracts.rules.sample.sound.application.Port;
import io.ipfabric.contracts.rules.sample.sound.domain.Decider;

public final class KafkaPort implements Port {
    @Override
    public void publish(Decider.State state) {
        Decider.decide(state, new int[0]).forEach(System.out::println);
    }
}
