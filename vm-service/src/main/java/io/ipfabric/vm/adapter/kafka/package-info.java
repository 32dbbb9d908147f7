/** The topics that this service reads. One record after another, in the shell of {@link io.ipfabric.outbox.EventConsumer}. */
@NullMarked
package io.ipfabric.vm.adapter.kafka;

import org.jspecify.annotations.NullMarked;
