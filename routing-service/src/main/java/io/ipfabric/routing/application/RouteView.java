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
import io.ipfabric.routing.domain.Wait;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An address as it is looked at: what is intended on each node, what was observed last, and what happened.
 *
 * @param state of the last fact: {@code ANNOUNCED}, {@code CONFIRMED}, {@code DRIFTED}, {@code WITHDRAWN}
 * @param node of the last fact
 * @param waits what the VM waits for beyond its time
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
        @Nullable List<WaitView> waits,
        @Nullable List<FactView> history) {

    /**
     * @param told the order: {@code SERVE}, {@code DELIVER}, {@code PREPARE}, {@code ATTRACT}, {@code AWAIT}, {@code REDIRECT}, {@code REDIRECT_QUIETLY},
     *     {@code REST}, {@code REMOVE}
     * @param announcement absent: none
     * @param proved that the node does so
     * @param forced since when an operator's word stands for the proof that it is silent; absent: none does
     * @param waived since when a STRICT migration goes on, by policy, without the proof that it is silent; absent: none does
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record IntentView(
            NodeName node,
            String told,
            @Nullable Announcement announcement,
            Epoch epoch,
            boolean proved,
            @Nullable Instant forced,
            @Nullable Instant waived) {}

    /**
     * What is waited for beyond its time.
     *
     * @param kind {@link Wait.Kind}
     * @param since when it began
     * @param deadline from when on it was too long
     * @param lacks the evidence that is not there, for a person
     * @param forceable whether an operator's word may stand for it
     */
    public record WaitView(
            Wait.Kind kind, NodeName node, Instant since, Instant deadline, String lacks, boolean forceable) {}

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
