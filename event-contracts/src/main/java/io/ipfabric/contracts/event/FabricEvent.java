package io.ipfabric.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;

/** A fact or a level on the bus. */
public sealed interface FabricEvent
        permits VmLifecycleEvent,
                VmRejection,
                VmEvent,
                AddressEvent,
                RouteIntent,
                RouteObservation,
                RouteReport,
                NodeReport,
                RouteEvent,
                TopologyEvent,
                RouterConfig {

    /** The key of the Kafka record: events of one key are in order, levels of one key supersede each other. */
    @JsonIgnore
    String partitionKey();
}
