/** Events to records and back: CloudEvents 1.0 in Kafka's binary mode, structured mode too where outsiders write. Nothing here talks to Kafka. */
@NullMarked
package io.ipfabric.contracts.codec;

import org.jspecify.annotations.NullMarked;
