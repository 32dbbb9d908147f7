@NullMarked
package io.ipfabric.contracts.topic;

import org.jspecify.annotations.NullMarked;
