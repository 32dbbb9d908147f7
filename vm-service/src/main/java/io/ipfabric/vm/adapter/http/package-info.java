/** The HTTP API under {@code /v1/vms}. */
@NullMarked
package io.ipfabric.vm.adapter.http;

import org.jspecify.annotations.NullMarked;
