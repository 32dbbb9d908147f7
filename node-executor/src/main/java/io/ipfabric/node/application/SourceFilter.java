package io.ipfabric.node.application;

import io.ipfabric.node.domain.SourceFilterPolicy;
import io.ipfabric.node.domain.SourceFilterState;

/**
 * Keeps guests to their own addresses and out of the underlay. It lives in the kernel and works on without the agent. Calls
 * block, may come from any thread, and throw {@link KernelException} when they fail.
 */
public interface SourceFilter extends AutoCloseable {

    /** Installs or renews the rules; bindings that are there stay. Forks a process: at start and when the policy changes. */
    void install(SourceFilterPolicy policy);

    SourceFilterState observe();

    /**
     * Adds what is in {@code added}, then takes away what is in {@code removed}; what is there or absent already is no error. Up to
     * a hundred elements take effect at once or not at all; more do so in steps. Microseconds, no process.
     */
    void change(SourceFilterState added, SourceFilterState removed);

    @Override
    void close();
}
