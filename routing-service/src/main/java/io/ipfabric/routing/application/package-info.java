/** Load, decide, store and publish, in one transaction. */
@NullMarked
package io.ipfabric.routing.application;

import org.jspecify.annotations.NullMarked;
