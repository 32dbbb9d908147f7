/** BGP-4 (RFC 4271), spoken with reflectors by a client that hears and announces nothing. */
@NullMarked
package io.ipfabric.gateway.observer.adapter.bgp;

import org.jspecify.annotations.NullMarked;
