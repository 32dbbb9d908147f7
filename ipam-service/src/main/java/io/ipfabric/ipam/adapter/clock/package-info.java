/** What happens because time passed. */
@NullMarked
package io.ipfabric.ipam.adapter.clock;

import org.jspecify.annotations.NullMarked;
