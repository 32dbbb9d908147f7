/** The shell: loads a VM, has {@link io.ipfabric.vm.domain.VmDecider} decide, stores and publishes in one transaction. Owns the ports. */
@NullMarked
package io.ipfabric.vm.application;

import org.jspecify.annotations.NullMarked;
