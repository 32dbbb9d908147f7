/** Topic {@code fabric-topology}: the pools that ipam-service has. */
@NullMarked
package io.ipfabric.gateway.config.adapter.kafka;

import org.jspecify.annotations.NullMarked;
