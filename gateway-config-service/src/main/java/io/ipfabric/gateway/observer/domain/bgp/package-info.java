/** BGP messages (RFC 4271) as far as an observer reads them. Pure functions of bytes that nobody vouches for. */
@NullMarked
package io.ipfabric.gateway.observer.domain.bgp;

import org.jspecify.annotations.NullMarked;
