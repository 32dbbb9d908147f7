package io.ipfabric.ipam.domain;

import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import java.time.Instant;

/**
 * An allocation that ended.
 *
 * @param coolingUntil when its address may be handed out again
 */
public record Released(AllocatedAddress allocation, Instant coolingUntil) {}
