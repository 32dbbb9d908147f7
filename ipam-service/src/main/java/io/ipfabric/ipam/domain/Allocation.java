package io.ipfabric.ipam.domain;

import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import java.time.Duration;
import java.time.Instant;

/**
 * An address that is not free.
 *
 * @param allocated the current allocation, the last one if it cools down
 * @param since when the state began
 * @param cooldown of its pool
 */
public record Allocation(AllocatedAddress allocated, AllocationState state, Instant since, Duration cooldown) {}
