/** Consumers of the topics that the decider listens to. */
@NullMarked
package io.ipfabric.routing.adapter.kafka;

import org.jspecify.annotations.NullMarked;
