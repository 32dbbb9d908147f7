/**
 * What a VM is and how it changes: {@link io.ipfabric.vm.domain.VmDecider} turns a state and an input into the next state and the
 * facts to be published. Pure: no clock, no randomness, no outside.
 */
@NullMarked
package io.ipfabric.vm.domain;

import org.jspecify.annotations.NullMarked;
