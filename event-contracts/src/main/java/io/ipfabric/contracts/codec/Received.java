package io.ipfabric.contracts.codec;

import io.ipfabric.contracts.event.FabricEvent;

/** An event as it was read from its topic. */
public record Received<E extends FabricEvent>(Envelope envelope, E event) {}
