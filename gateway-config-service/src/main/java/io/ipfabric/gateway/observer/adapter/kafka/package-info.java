/** Topics {@code route-observations}, written, and {@code fabric-topology}, read. */
@NullMarked
package io.ipfabric.gateway.observer.adapter.kafka;

import org.jspecify.annotations.NullMarked;
