@NullMarked
package io.ipfabric.contracts.event;

import org.jspecify.annotations.NullMarked;
