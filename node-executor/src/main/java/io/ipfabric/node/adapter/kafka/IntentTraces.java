package io.ipfabric.node.adapter.kafka;

import io.ipfabric.contracts.event.RouteIntent.EndpointIntent;
import io.ipfabric.contracts.trace.TraceContext;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.VmId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which request each intent is for, so that what is reported of it says the same. Beside the loop, which knows nothing of it: the readers of topics write, who
 * encodes a report looks. As many as VMs that the node had an intent of since the agent began. Thread-safe.
 */
final class IntentTraces {

    private final Map<VmId, Told> told = new ConcurrentHashMap<>();

    private record Told(Epoch epoch, @Nullable TraceContext trace) {}

    /** Of two intents about a VM the one with the higher epoch counts, as it does for the loop. */
    void read(EndpointIntent intent, Optional<TraceContext> trace) {
        var endpoint = intent.endpoint();
        var read = new Told(endpoint.epoch(), trace.orElse(null));
        told.merge(
                endpoint.vm(),
                read,
                (known, latest) -> known.epoch().isAfter(latest.epoch())
                                || (latest.trace() == null && known.epoch().equals(latest.epoch()))
                        ? known
                        : latest);
    }

    void dropped(VmId vm) {
        told.remove(vm);
    }

    /** Empty: nobody's, or what is reported is not of the intent that was read last. */
    Optional<TraceContext> of(VmId vm, Epoch epoch) {
        var last = told.get(vm);
        return last != null && last.epoch().equals(epoch) ? Optional.ofNullable(last.trace()) : Optional.empty();
    }
}
