@NullMarked
package io.ipfabric.contracts.codec;

import org.jspecify.annotations.NullMarked;
