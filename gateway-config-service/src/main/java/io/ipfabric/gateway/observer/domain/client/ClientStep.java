package io.ipfabric.gateway.observer.domain.client;

import java.util.ArrayList;
import java.util.List;

/** What an input does. */
public record ClientStep(ClientState state, List<ClientEffect> effects) {

    public ClientStep {
        effects = List.copyOf(effects);
    }

    /** And this, last. */
    ClientStep with(ClientEffect effect) {
        var all = new ArrayList<>(effects);
        all.add(effect);
        return new ClientStep(state, all);
    }
}
