/** The published language of IP-fabric: what producers, services, agents and consumers agree on. */
@NullMarked
package io.ipfabric.contracts;

import org.jspecify.annotations.NullMarked;
