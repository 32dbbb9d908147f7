package io.ipfabric.lab.bench;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.lab.plan.Router;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Routes as a person would add them, through one {@code ip} that stays: no fork is measured. Of a protocol that is not the agent's. */
final class FloorRoute implements AutoCloseable {

    private static final String ROUTE = "%s dev under proto 202 metric 5";

    private final Process process;
    private final BufferedWriter commands;

    private FloorRoute(Process process) {
        this.process = process;
        this.commands = process.outputWriter();
    }

    static FloorRoute on(Router node) {
        try {
            return new FloorRoute(new ProcessBuilder("ip", "-force", "-n", node.namespace(), "-batch", "-")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run ip", e);
        }
    }

    void add(Address address) {
        say("route add " + ROUTE.formatted(address));
    }

    void delete(Address address) {
        say("route del " + ROUTE.formatted(address));
    }

    private void say(String command) {
        try {
            commands.write(command + "\n");
            commands.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("ip ended", e);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
