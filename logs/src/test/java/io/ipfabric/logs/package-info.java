@NullMarked
package io.ipfabric.logs;

import org.jspecify.annotations.NullMarked;
