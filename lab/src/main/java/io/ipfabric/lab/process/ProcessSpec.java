package io.ipfabric.lab.process;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a process is started.
 *
 * @param name unique in the lab
 * @param namespace network namespace; empty: the host's
 * @param environment all of it, but for PATH and LANG: nothing of the caller's shell leaks in
 */
public record ProcessSpec(
        String name, Optional<String> namespace, List<String> command, Map<String, String> environment) {

    public ProcessSpec {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    public static ProcessSpec onHost(String name, List<String> command) {
        return new ProcessSpec(name, Optional.empty(), command, Map.of());
    }

    public static ProcessSpec in(String namespace, String name, List<String> command) {
        return new ProcessSpec(name, Optional.of(namespace), command, Map.of());
    }

    public ProcessSpec with(Map<String, String> variables) {
        return new ProcessSpec(name, namespace, command, variables);
    }
}
