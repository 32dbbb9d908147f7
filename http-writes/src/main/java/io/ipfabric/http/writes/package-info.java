/** Writes that take effect once for an {@code Idempotency-Key}, and only on what the caller saw ({@code If-Match}). */
@NullMarked
package io.ipfabric.http.writes;

import org.jspecify.annotations.NullMarked;
