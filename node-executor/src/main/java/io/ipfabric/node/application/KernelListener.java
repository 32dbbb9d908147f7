package io.ipfabric.node.application;

import io.ipfabric.node.domain.KernelEvent;

/** Hears what the kernel tells. It must return soon: while it works, the kernel's buffer fills. */
@FunctionalInterface
public interface KernelListener {

    void on(KernelEvent event);
}
