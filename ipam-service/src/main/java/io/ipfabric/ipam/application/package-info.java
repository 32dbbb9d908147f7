/** Load, decide, store, publish: one transaction for each thing that happens. The ports are here, their adapters are not. */
@NullMarked
package io.ipfabric.ipam.application;

import org.jspecify.annotations.NullMarked;
