package io.ipfabric.node.application;

import io.ipfabric.node.domain.SourceFilterPolicy;
import io.ipfabric.node.domain.SourceFilterState;

/**
 * Keeps guests to their own addresses and out of the underlay. It lives in the kernel and works on without the agent. Calls
 * block, may come from any thread, and throw {@link KernelException} when they fail; a change is made whole or not at all.
 */
public interface SourceFilter extends AutoCloseable {

    /** Installs or renews the rules; bindings that are there stay. Forks a process: at start and when the policy changes. */
    void install(SourceFilterPolicy policy);

    SourceFilterState observe();

    /** Adds what is in {@code added} and takes away what is in {@code removed}, at once. Idempotent. */
    void change(SourceFilterState added, SourceFilterState removed);

    @Override
    void close();
}
