package io.ipfabric.node.application;

import io.ipfabric.node.domain.ManifestJudge.Identity;

/** What outlives the agent: which installation it is, and whom it obeyed. */
public interface NodeMemory {

    Identity recall();

    /** Survives a crash of the process when it returns. */
    void remember(Identity identity);
}
