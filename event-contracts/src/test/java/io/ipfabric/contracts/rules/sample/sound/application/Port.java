package io.ipfabric.contracts.rules.sample.sound.application;

import io.ipfabric.contracts.rules.sample.sound.domain.Decider;

public interface Port {
    void publish(Decider.State state);
}
