/** Which address a VM gets, and when it is free again: pure functions of what is held and what happened. */
@NullMarked
package io.ipfabric.ipam.domain;

import org.jspecify.annotations.NullMarked;
