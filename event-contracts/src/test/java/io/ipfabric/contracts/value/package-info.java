@NullMarked
package io.ipfabric.contracts.value;

import org.jspecify.annotations.NullMarked;
