/** FRR instances, one per router namespace, each in its own path space. */
@NullMarked
package io.ipfabric.lab.frr;

import org.jspecify.annotations.NullMarked;
