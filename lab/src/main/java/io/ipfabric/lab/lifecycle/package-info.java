/** Bringing the lab up, taking it down, and saying how it is. */
@NullMarked
package io.ipfabric.lab.lifecycle;

import org.jspecify.annotations.NullMarked;
