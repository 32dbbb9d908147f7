/** Load, decide, apply, report; owner of the ports ({@link io.ipfabric.node.application.Kernel} and its like). */
@NullMarked
package io.ipfabric.node.application;

import org.jspecify.annotations.NullMarked;
