package io.ipfabric.lab.lifecycle;

import java.nio.file.Files;
import java.util.Optional;

/** The hypervisor has no port: it says by a file that it is ready. */
final class HypervisorState {

    private HypervisorState() {}

    static Optional<String> unready(LabDirectory directory) {
        return Files.exists(directory.hypervisorReady())
                ? Optional.empty()
                : Optional.of("is comparing the guests that exist");
    }
}
