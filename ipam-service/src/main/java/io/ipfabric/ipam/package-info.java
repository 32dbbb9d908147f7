/** Pools and allocations: who owns which address, from when to when, and when it may be somebody else's. */
@NullMarked
package io.ipfabric.ipam;

import org.jspecify.annotations.NullMarked;
