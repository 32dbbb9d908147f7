/** What the service hears on the bus, in the words of its application. */
@NullMarked
package io.ipfabric.ipam.adapter.kafka;

import org.jspecify.annotations.NullMarked;
