/** Tests of what is around the decider. */
@NullMarked
package io.ipfabric.ipam.application;

import org.jspecify.annotations.NullMarked;
