package io.ipfabric.lab.lifecycle;

import io.ipfabric.contracts.kafka.BrokerTopics;
import io.ipfabric.lab.backend.EmbeddedPostgres;
import io.ipfabric.lab.frr.FrrRouter;
import io.ipfabric.lab.lifecycle.LabDirectory.Compilation;
import io.ipfabric.lab.lifecycle.LabDirectory.Settings;
import io.ipfabric.lab.lifecycle.Model.FailureDetection;
import io.ipfabric.lab.network.LabNetwork;
import io.ipfabric.lab.network.Namespaces;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.LabPlan.Service;
import io.ipfabric.lab.plan.Router;
import io.ipfabric.lab.process.Poll;
import io.ipfabric.lab.process.ProcessSpec;
import io.ipfabric.lab.process.ProcessTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;

/**
 * Brings the lab up, or what is missing of it. Each step makes sure of its part and says only what it changed; so it does not matter where
 * an earlier one was interrupted, or what was killed since.
 */
public final class Up {

    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration SESSIONS_LIMIT = Duration.ofMinutes(1);
    private static final int POSTGRES_PORT = 5432;

    private final LabDirectory directory;
    private final ProcessTable processes;
    private final Services services;
    private final LabPlan plan;
    private final EmbeddedPostgres postgres;
    private final Progress progress;

    private Up(LabDirectory directory, Path project, Settings settings, Progress progress) {
        this.directory = directory;
        this.processes = directory.processes();
        this.services = new Services(directory, project, settings.compilation());
        this.plan = new LabPlan(settings.nodes());
        this.postgres = new EmbeddedPostgres(directory.postgres(), settings.postgresPort());
        this.progress = progress;
    }

    /** How a lab that is not there yet is to be. */
    public record Wish(Compilation compilation, FailureDetection failureDetection) {

        /** For a lab that lives for minutes. */
        public static final Wish QUICK = new Wish(Compilation.QUICK, FailureDetection.NONE);
    }

    /**
     * @param project the checkout whose build is run
     * @param nodes how many; empty: as many as there are, or the default
     * @param wish what a lab that is there keeps as it has it
     */
    public static void run(Path project, Optional<Integer> nodes, Wish wish, Progress progress)
            throws InterruptedException {
        var directory = LabDirectory.ofMachine();
        try (var _ = directory.lock()) {
            var settings = settings(directory, nodes, wish.compilation());
            directory.write(settings);
            new Up(directory, project, settings, progress).bringUp(wish.failureDetection());
        }
    }

    private static Settings settings(LabDirectory directory, Optional<Integer> nodes, Compilation compilation) {
        var existing = directory.settings();
        if (existing.isEmpty()) {
            return new Settings(
                    nodes.orElse(LabPlan.NODES_DEFAULT), choosePostgresPort(), compilation, !Namespaces.isMounted());
        }
        var settings = existing.get();
        int wanted = nodes.orElse(settings.nodes());
        if (wanted < settings.nodes()) {
            throw new IllegalStateException(
                    "the lab has " + settings.nodes() + " nodes: for fewer, take it down first");
        }
        return new Settings(wanted, settings.postgresPort(), settings.compilation(), settings.madeNetnsMount());
    }

    /** The order is that of what needs what. */
    private void bringUp(FailureDetection failureDetection) throws InterruptedException {
        directory.ensure(processes.records());
        directory.ensure(processes.logs());
        network();
        backends();
        topics();
        startServices();
        new Model(plan, failureDetection).ensure(progress);
        plan.routers().forEach(this::router);
        plan.nodeRouters().forEach(this::agent);
        hypervisor();
        plan.nodeRouters().forEach(node -> awaitReady(Services.agentName(node), agentApi(node)::unready));
        sessions();
        progress.say("The lab is up: " + plan.nodes() + " nodes, 2 reflectors, 1 core gateway");
    }

    private void network() {
        var made = LabNetwork.ensure(plan);
        if (!made.isEmpty()) {
            progress.say("Namespaces: " + String.join(" ", made));
        }
    }

    private void backends() {
        if (isMissing(Services.POSTGRES)) {
            postgres.prepare();
            Poll.until("a killed PostgreSQL's children to end", START_LIMIT, () -> !postgres.isInUse());
            postgres.removeRemains();
            start(ProcessSpec.onHost(Services.POSTGRES, postgres.command()));
        }
        refreshLabApplication();
        startMissing(services::kafka, Services.KAFKA, LabPlan.KAFKA_CONTROLLER_PORT);
        awaitReady(Services.POSTGRES, () -> postgres.isReady() ? Optional.empty() : Optional.of("does not answer"));
        postgres.ensureDatabases(
                LabPlan.SERVICES.stream().map(Service::database).toList());
        awaitReady(Services.KAFKA, Kafka::unready);
    }

    /** Kafka and the hypervisor run from one copy: it is refreshed only while neither does. */
    private void refreshLabApplication() {
        if (isMissing(Services.KAFKA) && isMissing(Services.HYPERVISOR)) {
            services.copyApplication(Services.LAB);
        }
    }

    private void topics() throws InterruptedException {
        try (var admin = Admin.create(Kafka.settings())) {
            var changed = new BrokerTopics(admin, (short) 1).apply();
            if (!changed.isEmpty()) {
                progress.say("Topics: " + changed.size() + " changes to match the catalogue");
            }
        }
    }

    private void startServices() {
        for (var service : LabPlan.SERVICES) {
            if (isMissing(service.module())) {
                services.copyApplication(service.module());
                startMissing(() -> services.service(service, postgres), service.module(), service.port());
            }
        }
        for (var service : LabPlan.SERVICES) {
            awaitReady(service.module(), new HttpApi(service.url())::unready);
        }
    }

    /** Reflectors and core gateway run the text of gateway-config-service; a node's is applied by its agent. */
    private void router(Router router) {
        var frr = new FrrRouter(router);
        frr.ensurePathSpace();
        boolean isChanged = router.role() != Router.Role.NODE && frr.writeConfiguration(Model.configuration(router));
        var started = frr.startMissing(processes);
        if (!started.isEmpty()) {
            frr.loadConfiguration();
            progress.say("FRR of " + router.name() + ": started " + String.join(" ", started));
        } else if (isChanged) {
            frr.reloadConfiguration();
            progress.say("FRR of " + router.name() + ": new configuration");
        }
    }

    private void agent(Router node) {
        var name = Services.agentName(node);
        if (isMissing(name)) {
            if (plan.nodeRouters().stream().allMatch(other -> isMissing(Services.agentName(other)))) {
                services.copyApplication(Services.AGENT);
            }
            start(services.agent(node));
        }
    }

    private void hypervisor() {
        if (isMissing(Services.HYPERVISOR)) {
            start(services.hypervisor());
        }
        awaitReady(Services.HYPERVISOR, () -> HypervisorState.unready(directory));
    }

    private void sessions() {
        for (var router : plan.routers()) {
            var frr = new FrrRouter(router);
            long expected = LabStatus.expectedSessions(plan, router);
            Poll.until(
                    expected + " BGP sessions of " + router.name(),
                    SESSIONS_LIMIT,
                    () -> frr.establishedSessions() >= expected);
        }
    }

    private boolean isMissing(String process) {
        return processes.find(process).isEmpty();
    }

    private void startMissing(Supplier<ProcessSpec> spec, String name, int port) {
        if (isMissing(name)) {
            requireFree(name, port);
            start(spec.get());
        }
    }

    private void start(ProcessSpec spec) {
        processes.start(spec);
        progress.say("Started " + spec.name());
    }

    /** @param unready what keeps it from being ready */
    private void awaitReady(String process, Supplier<Optional<String>> unready) {
        var last = new ArrayList<String>();
        try {
            Poll.until(process, START_LIMIT, () -> {
                if (isMissing(process)) {
                    throw new IllegalStateException(process + " ended; the end of " + processes.log(process) + ":\n"
                            + processes.logTail(process));
                }
                var reason = unready.get();
                last.clear();
                reason.ifPresent(last::add);
                return reason.isEmpty();
            });
        } catch (Poll.TimedOutException e) {
            throw new IllegalStateException(
                    e.getMessage() + " (" + String.join(" ", last) + "), see " + processes.log(process), e);
        }
    }

    private static HttpApi agentApi(Router node) {
        return new HttpApi("http://" + node.management() + ":" + LabPlan.AGENT_PORT);
    }

    private static void requireFree(String process, int port) {
        if (!isFree(port)) {
            throw new IllegalStateException(
                    "port " + port + ", which " + process + " needs, is taken by another program");
        }
    }

    private static int choosePostgresPort() {
        if (isFree(POSTGRES_PORT)) {
            return POSTGRES_PORT;
        }
        try (var socket = new ServerSocket()) {
            socket.bind(loopback(0));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(Inet4Address.ofLiteral("127.0.0.1"), port);
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(loopback(port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
