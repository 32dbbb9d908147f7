@NullMarked
package io.ipfabric.contracts.kafka;

import org.jspecify.annotations.NullMarked;
