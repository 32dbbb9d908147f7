package io.ipfabric.routing.application;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.RouteObservation.Path;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.RouterName;
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
        @Nullable List<HeldView> held,
        @Nullable List<FactView> history) {

    /**
     * @param told the order: {@code SERVE}, {@code DELIVER}, {@code PREPARE}, {@code ATTRACT}, {@code AWAIT}, {@code REDIRECT}, {@code REDIRECT_QUIETLY},
     *     {@code REST}, {@code REMOVE}
     * @param announcement absent: none
     * @param proved that the node does so
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record IntentView(
            NodeName node, String told, @Nullable Announcement announcement, Epoch epoch, boolean proved) {}

    /**
     * What a reflector holds.
     *
     * @param sight {@code SYNCING}, {@code IN_SYNC}, or {@code LOST}: then this was so when it was seen last
     */
    public record HeldView(RouterName reflector, String sight, List<Path> paths) {}

    /** Newest first. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record FactView(
            String event,
            @Nullable String node,
            @Nullable Long epoch,
            @Nullable String reason,
            Instant at) {}
}
