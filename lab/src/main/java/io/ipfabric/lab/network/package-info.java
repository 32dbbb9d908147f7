/** Namespaces, links and addresses, made and removed with iproute2. */
@NullMarked
package io.ipfabric.lab.network;

import org.jspecify.annotations.NullMarked;
