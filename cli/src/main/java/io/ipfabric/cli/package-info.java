/** The fabric command: topics now, and a view of each service's API. */
@NullMarked
package io.ipfabric.cli;

import org.jspecify.annotations.NullMarked;
