/** BIRD, as a reflector may run it. */
@NullMarked
package io.ipfabric.lab.bird;

import org.jspecify.annotations.NullMarked;
