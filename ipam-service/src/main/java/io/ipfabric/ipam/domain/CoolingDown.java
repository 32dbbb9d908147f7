package io.ipfabric.ipam.domain;

import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import java.time.Instant;

/**
 * An address that is nobody's and may not be handed out yet.
 *
 * @param last its last allocation
 * @param until when it is free
 */
public record CoolingDown(AllocatedAddress last, Instant until) {}
