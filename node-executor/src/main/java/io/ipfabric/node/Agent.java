package io.ipfabric.node;

import io.ipfabric.contracts.kafka.BrokerAccess;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.node.adapter.frr.FrrConfiguration;
import io.ipfabric.node.adapter.frr.FrrInstallation;
import io.ipfabric.node.adapter.frr.FrrRouter;
import io.ipfabric.node.adapter.kafka.AgentBus;
import io.ipfabric.node.adapter.kafka.RehearsedReports;
import io.ipfabric.node.adapter.netlink.Errno;
import io.ipfabric.node.adapter.netlink.FrameWatch;
import io.ipfabric.node.adapter.netlink.RealtimeThread;
import io.ipfabric.node.adapter.netlink.RtnetlinkKernel;
import io.ipfabric.node.adapter.netlink.nftables.NftablesSourceFilter;
import io.ipfabric.node.adapter.netlink.rehearsal.KernelStage;
import io.ipfabric.node.adapter.state.StateDirectory;
import io.ipfabric.node.application.AgentInput;
import io.ipfabric.node.application.AgentMeters;
import io.ipfabric.node.application.AgentPorts;
import io.ipfabric.node.application.AgentProbe;
import io.ipfabric.node.application.AgentSettings;
import io.ipfabric.node.application.ConfigurationKeeper;
import io.ipfabric.node.application.Inbox;
import io.ipfabric.node.application.Reconciler;
import io.ipfabric.node.application.ReconcilerLoop;
import io.ipfabric.node.application.Rehearsal;
import io.ipfabric.node.application.RouterWatch;
import io.ipfabric.node.domain.KernelEvent;
import io.ipfabric.node.domain.RehearsalScript;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * Puts the parts together, starts their threads, and stops them in reverse. Stopping changes nothing: what the kernel and the
 * router carry goes on without the agent.
 */
@Startup
@Singleton
class Agent {

    private static final Logger LOG = Logger.getLogger(Agent.class);
    private static final String CLIENT_SETTING_PREFIX = "kafka.";
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicBoolean routerWasReachable = new AtomicBoolean(true);
    private final Inbox inbox = new Inbox();
    private final AgentProbe probe;

    Agent(AgentConfig config, Config all, MeterRegistry registry) {
        try {
            probe = start(config, clientSettings(all), new AgentMeters(registry));
        } catch (IOException e) {
            stop();
            throw new UncheckedIOException("the agent cannot start: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            // Whatever it is, it goes on up: this only closes what was opened.
            stop();
            throw e;
        }
    }

    private AgentProbe start(AgentConfig config, Map<String, Object> clientSettings, AgentMeters meters)
            throws IOException {
        var clock = Clock.systemUTC();
        var node = NodeName.of(config.node().name());
        var memory = opened(new StateDirectory(config.node().stateDirectory(), node));
        var self = memory.recall();
        var frr = new FrrInstallation(
                config.frr().pathSpace().orElse(null),
                config.frr().socketDirectory().orElse(null));
        var kernel = opened(RtnetlinkKernel.open());
        var filter = opened(NftablesSourceFilter.open());
        var bus = opened(new AgentBus(node, clientSettings, inbox, meters, clock));
        var keeper = new ConfigurationKeeper(
                new FrrConfiguration(frr, memory.subdirectory("frr")), self, bus.reports(), clock, inbox::offer);
        var watched = opened(new FrrRouter(frr.runDirectory(), meters.peers()::told));
        var watch = new RouterWatch(watched, input -> routerTold(input, keeper));
        int priority = realtimePriority(config);
        Runnable switching = () -> goFirst(priority);
        stopBriefly(priority);
        var arrivals = opened(FrameWatch.start(switching, link -> inbox.offer(new AgentInput.GuestHeard(link))));
        var ports = new AgentPorts(kernel, filter, arrivals, watch, keeper::want, memory, bus.reports());
        var loop = new ReconcilerLoop(inbox, new Reconciler(ports, AgentSettings.DEFAULT, meters, clock));
        var rehearsalRouter = opened(new FrrRouter(frr.runDirectory()));
        var rehearsal = new Rehearsal(
                () -> KernelStage.open(RehearsalScript.LINK),
                rehearsalRouter,
                new RehearsedReports(node, clock),
                loop::isIdle);
        LOG.infof("node %s, installation %s", node, self.instance());
        kernel.subscribe(this::kernelTold);
        thread("reconciler", () -> {
            switching.run();
            loop.run();
        });
        thread("router-watch", watch);
        thread("router-config-keeper", keeper);
        thread("rehearsal", () -> {
            rehearsal.run();
            // It is not needed again, and FRR counts its connections.
            rehearsalRouter.close();
        });
        bus.start();
        return new AgentProbe(inbox, loop);
    }

    private void kernelTold(KernelEvent event) {
        if (!RehearsalScript.concerns(event)) {
            inbox.hint(event);
        }
    }

    private void routerTold(AgentInput input, ConfigurationKeeper keeper) throws InterruptedException {
        inbox.submit(input);
        if (input instanceof AgentInput.SessionsTold told
                && routerWasReachable.getAndSet(told.reachable()) != told.reachable()
                && told.reachable()) {
            keeper.again();
        }
    }

    private static int realtimePriority(AgentConfig config) {
        int priority = config.node().realtimePriority();
        if (priority < 0 || priority > RealtimeThread.PRIORITY_MAX) {
            throw new IllegalArgumentException("fabric.node.realtime-priority is not a number from 0 to "
                    + RealtimeThread.PRIORITY_MAX + ": " + priority);
        }
        return priority;
    }

    /** The guest that arrived, and who sends to it, wait for this thread. */
    private static void goFirst(int priority) {
        if (priority > 0) {
            say(RealtimeThread.become(priority), Thread.currentThread().getName(), priority);
        }
    }

    /** And that thread waits for the one that stops all others to collect garbage. */
    private static void stopBriefly(int priority) {
        if (priority > 0) {
            say(RealtimeThread.becomeOfSafepoints(priority), "of the JVM that stops all others", priority);
        }
    }

    private static void say(Optional<Errno> refused, String thread, int priority) {
        refused.ifPresent(refusal -> LOG.warnf(
                "thread %s runs when it is its turn, so moves may lose packets on a busy node: real-time priority %d was refused (%s);"
                        + " LimitRTPRIO=%d allows it, fabric.node.realtime-priority=0 does without",
                thread, priority, refusal.meaning(), priority));
    }

    private <T extends AutoCloseable> T opened(T resource) {
        opened.push(resource);
        return resource;
    }

    private void thread(String name, Runnable work) {
        threads.add(Thread.ofPlatform()
                .name(name)
                .uncaughtExceptionHandler(Agent::endWith)
                .start(work));
    }

    /** An agent without one of its threads would be deaf and look well; the service manager starts a whole one. */
    private static void endWith(Thread thread, Throwable defect) {
        LOG.fatalf(defect, "thread %s has ended, and so does the agent", thread.getName());
        Quarkus.asyncExit(1);
    }

    private static Map<String, Object> clientSettings(Config config) {
        var settings = new HashMap<String, Object>();
        for (var name : config.getPropertyNames()) {
            if (name.startsWith(CLIENT_SETTING_PREFIX)) {
                config.getOptionalValue(name, String.class)
                        .ifPresent(value -> settings.put(name.substring(CLIENT_SETTING_PREFIX.length()), value));
            }
        }
        settings.putAll(BrokerAccess.of(name -> config.getOptionalValue(name, String.class))
                .settings());
        return settings;
    }

    @Produces
    @Singleton
    AgentProbe probe() {
        return probe;
    }

    @PreDestroy
    void stop() {
        threads.forEach(Thread::interrupt);
        try {
            for (var thread : threads) {
                thread.join(STOP_PATIENCE);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        for (var resource : opened) {
            try {
                resource.close();
            } catch (Exception e) {
                // Whatever it is: the others are still to be closed.
                LOG.warnf("closing %s: %s", resource.getClass().getSimpleName(), e.getMessage());
            }
        }
    }
}
