package io.ipfabric.node.adapter.frr;

import io.ipfabric.node.application.RouterConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jboss.logging.Logger;

/**
 * FRR's whole configuration: tested by {@code vtysh -C}, applied as a difference by {@code frr-reload.py}. The last text that was
 * applied without an error is kept, and applied again when a new one, though it passed the test, breaks half way.
 */
public final class FrrConfiguration implements RouterConfiguration {

    private static final Logger LOG = Logger.getLogger(FrrConfiguration.class);

    private final FrrInstallation frr;
    private final Path candidate;
    private final Path lastGood;

    /** @param directory of the agent's own, for the texts */
    public FrrConfiguration(FrrInstallation frr, Path directory) throws IOException {
        this.frr = frr;
        candidate = Files.createDirectories(directory.toAbsolutePath().resolve("candidate"));
        lastGood = Files.createDirectories(directory.toAbsolutePath().resolve("last-good"));
    }

    @Override
    public Outcome apply(String text) {
        try {
            var file = Files.writeString(candidate.resolve(FrrInstallation.TEXT), text);
            var test = Command.run(frr.vtysh("-C", "-f", file.toString()));
            if (!test.isSuccess()) {
                return new Outcome.Refused(test.output());
            }
            var answers = Command.run(frr.vtysh("-c", "show version"));
            if (!answers.isSuccess()) {
                return new Outcome.Unavailable(answers.output());
            }
            return reload();
        } catch (IOException e) {
            return new Outcome.Unavailable(String.valueOf(e.getMessage()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Outcome.Unavailable("the agent is being stopped");
        }
    }

    private Outcome reload() throws IOException, InterruptedException {
        var reload = Command.run(frr.reload(candidate));
        if (reload.isSuccess()) {
            Files.copy(
                    candidate.resolve(FrrInstallation.TEXT),
                    lastGood.resolve(FrrInstallation.TEXT),
                    StandardCopyOption.REPLACE_EXISTING);
            persist();
            return new Outcome.Applied();
        }
        if (Files.exists(lastGood.resolve(FrrInstallation.TEXT))) {
            var back = Command.run(frr.reload(lastGood));
            LOG.warnf("the last good configuration was applied again: %s", back.isSuccess() ? "done" : back.output());
        }
        return new Outcome.Refused(reload.output());
    }

    /** So that the router starts with it while the agent is away. Without it the agent applies it when the router is back. */
    private void persist() throws IOException, InterruptedException {
        if (!frr.hasOwnConfigurationDirectory()) {
            return;
        }
        var write = Command.run(frr.vtysh("-c", "write memory"));
        if (!write.isSuccess()) {
            LOG.warnf("the router runs the configuration but cannot store it: %s", write.output());
        }
    }
}
