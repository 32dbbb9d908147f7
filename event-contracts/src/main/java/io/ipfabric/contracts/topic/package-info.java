/** The topic catalogue: every topic with its partitions, retention and cleanup, in one place. */
@NullMarked
package io.ipfabric.contracts.topic;

import org.jspecify.annotations.NullMarked;
