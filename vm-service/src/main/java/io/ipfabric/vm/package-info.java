/** Owns the life of every VM: who it is, where it is placed, and what was observed of its addresses and routes. */
@NullMarked
package io.ipfabric.vm;

import org.jspecify.annotations.NullMarked;
