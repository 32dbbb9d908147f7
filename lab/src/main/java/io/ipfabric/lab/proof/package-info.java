/** What can be observed of a VM in kernels, FRR and packets, beside what the services say of it. */
@NullMarked
package io.ipfabric.lab.proof;

import org.jspecify.annotations.NullMarked;
