/** {@code /v1/pools} and {@code /v1/allocations}. */
@NullMarked
package io.ipfabric.ipam.adapter.http;

import org.jspecify.annotations.NullMarked;
