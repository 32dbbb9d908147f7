@NullMarked
package io.ipfabric.contracts.rules.sample.sound.adapter.kafka;

import org.jspecify.annotations.NullMarked;
