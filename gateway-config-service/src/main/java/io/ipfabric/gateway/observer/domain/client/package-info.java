/** The BGP session (RFC 4271) of a client that hears and announces nothing: what it agrees to, and what it does about each message. */
@NullMarked
package io.ipfabric.gateway.observer.domain.client;

import org.jspecify.annotations.NullMarked;
