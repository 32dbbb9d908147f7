package io.ipfabric.node.application;

import io.ipfabric.contracts.event.NodeReport;
import io.ipfabric.contracts.event.RouterConfig;
import io.ipfabric.node.application.RouterConfiguration.Outcome;
import io.ipfabric.node.domain.ManifestJudge.Identity;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the router at the newest configuration that it accepts, on a thread of its own: a reload takes half a second. A
 * refused revision is reported and not tried again; one that could not be applied is, ever more seldom. When the router comes
 * back from a restart, the configuration is applied again.
 */
public final class ConfigurationKeeper implements Runnable {

    private static final Logger LOG = Logger.getLogger(ConfigurationKeeper.class);
    private static final Duration RETRY_FIRST = Duration.ofSeconds(1);
    private static final Duration RETRY_MAX = Duration.ofMinutes(1);
    private static final Duration FOREVER = Duration.ofDays(1);

    private final RouterConfiguration router;
    private final Identity self;
    private final Reports reports;
    private final Clock clock;
    private final Consumer<AgentInput> listener;
    /** The newest alone counts. */
    private final BlockingQueue<RouterConfig> wanted = new ArrayBlockingQueue<>(1);

    private @Nullable RouterConfig newest;

    public ConfigurationKeeper(
            RouterConfiguration router, Identity self, Reports reports, Clock clock, Consumer<AgentInput> listener) {
        this.router = router;
        this.self = self;
        this.reports = reports;
        this.clock = clock;
        this.listener = listener;
    }

    /** Of this node's device; from any thread. */
    public synchronized void want(RouterConfig config) {
        newest = config;
        wanted.clear();
        wanted.add(config);
    }

    /** The router was restarted and may run something else now; from any thread. */
    public synchronized void again() {
        if (newest != null) {
            want(newest);
        }
    }

    @Override
    public void run() {
        RouterConfig current = null;
        var retry = FOREVER;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                var next = wanted.poll(retry.toNanos(), TimeUnit.NANOSECONDS);
                if (next != null) {
                    current = next;
                    retry = RETRY_FIRST;
                }
                retry = current == null || keep(current) ? FOREVER : longer(retry);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration longer(Duration retry) {
        var doubled = retry.multipliedBy(2);
        return doubled.compareTo(RETRY_MAX) < 0 ? doubled : RETRY_MAX;
    }

    /** @return whether it is decided */
    private boolean keep(RouterConfig config) {
        return switch (config.flavor()) {
            case FRR ->
                switch (router.apply(config.text())) {
                    case Outcome.Applied _ -> applied(config);
                    case Outcome.Refused(String reason) -> refused(config, reason);
                    case Outcome.Unavailable(String reason) -> {
                        LOG.warnf("configuration %s waits for the router: %s", config.revision(), reason);
                        yield false;
                    }
                };
            case BIRD, JUNOS ->
                refused(config, "this node's router is FRR, the configuration is for " + config.flavor());
        };
    }

    private boolean applied(RouterConfig config) {
        LOG.infof("configuration %s runs", config.revision());
        listener.accept(new AgentInput.ConfigurationRuns(config.revision()));
        report(config, null);
        return true;
    }

    private boolean refused(RouterConfig config, String reason) {
        LOG.errorf("configuration %s is refused, the one before stays: %s", config.revision(), reason);
        report(config, reason);
        return true;
    }

    private void report(RouterConfig config, @Nullable String error) {
        reports.publish(new NodeReport.ConfigurationApplied(
                self.node(), self.instance(), config.revision(), error, clock.instant()));
    }
}
