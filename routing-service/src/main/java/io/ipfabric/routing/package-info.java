/** Decides which node must deliver and announce which address, and proves from reports that it does. */
@NullMarked
package io.ipfabric.routing;

import org.jspecify.annotations.NullMarked;
