/** The Kafka client's side of the contract: records to and from {@link io.ipfabric.contracts.codec.WireRecord}, and the catalogue compared with a broker. */
@NullMarked
package io.ipfabric.contracts.kafka;

import org.jspecify.annotations.NullMarked;
