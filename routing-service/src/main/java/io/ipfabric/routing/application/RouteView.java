package io.ipfabric.routing.application;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.contracts.value.VmId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An address as it is looked at: what is intended on each node, what was observed last, and what happened.
 *
 * @param state of the last fact: {@code ANNOUNCED}, {@code CONFIRMED}, {@code DRIFTED}, {@code WITHDRAWN}
 * @param node of the last fact
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RouteView(
        Address address,
        VmId vm,
        SequenceNumber sequence,
        String state,
        @Nullable NodeName node,
        @Nullable Epoch epoch,
        Instant since,
        @Nullable List<IntentView> intents,
        @Nullable List<FactView> history) {

    /** @param told {@code ANNOUNCING}, {@code WITHDRAWING}, {@code WITHDRAWN} */
    public record IntentView(NodeName node, String told, Epoch epoch, boolean proved) {}

    /** Newest first. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record FactView(
            String event,
            @Nullable String node,
            @Nullable Long epoch,
            @Nullable String reason,
            Instant at) {}
}
