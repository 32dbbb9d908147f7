/** The decider: pure functions over a VM's placement, addresses and endpoints. */
@NullMarked
package io.ipfabric.routing.domain;

import org.jspecify.annotations.NullMarked;
