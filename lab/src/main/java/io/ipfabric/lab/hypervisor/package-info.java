/** A stand-in for a hypervisor: guests are namespaces, attached as vm-events say. */
@NullMarked
package io.ipfabric.lab.hypervisor;

import org.jspecify.annotations.NullMarked;
