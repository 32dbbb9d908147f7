/** Tests of the rules that hold for the whole service. */
@NullMarked
package io.ipfabric.ipam;

import org.jspecify.annotations.NullMarked;
