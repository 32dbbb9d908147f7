/** What a stranger may write into {@code traceparent}. */
@NullMarked
package io.ipfabric.contracts.trace;

import org.jspecify.annotations.NullMarked;
