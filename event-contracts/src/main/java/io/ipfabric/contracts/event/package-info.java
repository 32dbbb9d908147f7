/**
 * The events: one sealed family for each topic, each event a record. {@link io.ipfabric.contracts.event.FabricEvent#partitionKey()}
 * is a part of the contract, not the producer's choice. Fields are only ever added; readers ignore those they do not know.
 */
@NullMarked
package io.ipfabric.contracts.event;

import org.jspecify.annotations.NullMarked;
