@NullMarked
package io.ipfabric.contracts.rules.sample.broken.adapter.kafka;

import org.jspecify.annotations.NullMarked;
