/** The wake-up for what is due. */
@NullMarked
package io.ipfabric.routing.adapter.clock;

import org.jspecify.annotations.NullMarked;
