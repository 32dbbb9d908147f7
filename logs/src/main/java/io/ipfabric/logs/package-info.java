/** How every process of this project logs. Any thread. */
@NullMarked
package io.ipfabric.logs;

import org.jspecify.annotations.NullMarked;
