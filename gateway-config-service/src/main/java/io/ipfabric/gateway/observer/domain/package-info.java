/** What is known of a reflector, and when that counts. Pure. */
@NullMarked
package io.ipfabric.gateway.observer.domain;

import org.jspecify.annotations.NullMarked;
