/** Sockets in network namespaces, with the kernel's time of each packet: what the JDK's own cannot. Linux through the C library. */
@NullMarked
package io.ipfabric.lab.socket;

import org.jspecify.annotations.NullMarked;
