package io.ipfabric.routing.domain;

import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.event.RouteIntent.EndpointIntent;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.routing.domain.RoutingEffect.Erase;
import io.ipfabric.routing.domain.RoutingEffect.Instruct;
import io.ipfabric.routing.domain.RoutingEffect.Tell;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The effects of one decision, in order, and its epochs. */
final class Decisions {

    private final Epoch firstEpoch;
    private final List<RoutingEffect> effects = new ArrayList<>();
    private int epochsUsed;

    Decisions(Epoch firstEpoch) {
        this.firstEpoch = firstEpoch;
    }

    boolean hasEpoch() {
        return epochsUsed < RoutingContext.EPOCHS;
    }

    Epoch nextEpoch() {
        return Epoch.of(firstEpoch.value() + epochsUsed++);
    }

    void tell(RouteEvent event) {
        effects.add(new Tell(event));
    }

    /** @param before what the node was told before */
    void instruct(EndpointIntent intent, @Nullable Told before) {
        // Removals are not counted in a manifest.
        var counted = before == null || before.isRemoved() ? null : before.epoch();
        effects.add(new Instruct(intent, counted));
    }

    void erase(NodeName node) {
        effects.add(new Erase(node));
    }

    List<RoutingEffect> effects() {
        return List.copyOf(effects);
    }
}
