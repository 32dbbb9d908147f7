package io.ipfabric.lab.lifecycle;

import io.ipfabric.contracts.kafka.BrokerTopics;
import io.ipfabric.contracts.topic.Participant;
import io.ipfabric.lab.backend.EmbeddedPostgres;
import io.ipfabric.lab.frr.FrrRouter;
import io.ipfabric.lab.lifecycle.LabDirectory.Settings;
import io.ipfabric.lab.lifecycle.Model.FailureDetection;
import io.ipfabric.lab.network.LabNetwork;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.LabPlan.Service;
import io.ipfabric.lab.plan.Router;
import io.ipfabric.lab.process.Poll;
import io.ipfabric.lab.process.ProcessSpec;
import io.ipfabric.lab.process.ProcessTable;
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

    private final LabDirectory directory;
    private final ProcessTable processes;
    private final Services services;
    private final LabPlan plan;
    private final RoutingSuites suites;
    private final EmbeddedPostgres postgres;
    private final Kafka kafka;
    private final Progress progress;

    private Up(LabDirectory directory, Path project, Settings settings, Progress progress) {
        this.directory = directory;
        this.processes = directory.processes();
        this.services = new Services(directory, project, settings);
        this.plan = new LabPlan(settings.nodes());
        this.suites = new RoutingSuites(directory, settings.reflectors());
        this.postgres = new EmbeddedPostgres(directory.postgres(), settings.postgresPort());
        this.kafka = Kafka.of(directory, settings.kafka());
        this.progress = progress;
    }

    /**
     * @param project the checkout whose build is run
     * @param wish what a lab that is there keeps as it has it; to ask it for other reflectors is an error
     */
    public static void run(Path project, Wish wish, Progress progress) throws InterruptedException {
        var directory = LabDirectory.ofMachine();
        try (var _ = directory.lock()) {
            var settings = directory.settings().map(wish::ofLab).orElseGet(wish::ofNewLab);
            directory.write(settings);
            new Up(directory, project, settings, progress).bringUp(wish.failureDetection());
        }
    }

    /** The order is that of what needs what. */
    private void bringUp(FailureDetection failureDetection) throws InterruptedException {
        directory.ensure(processes.records());
        directory.ensure(processes.logs());
        if (directory.keys().ensure()) {
            progress.say("Made the key of the lab's tokens");
        }
        network();
        backends();
        topics();
        startServices();
        new Model(plan, failureDetection, suites.reflectors()).ensure(progress);
        plan.routers().forEach(this::router);
        plan.nodeRouters().forEach(this::agent);
        hypervisor();
        plan.nodeRouters().forEach(node -> awaitReady(Services.agentName(node), agentApi(node)::unready));
        sessions();
        monitoring();
        progress.say("The lab is up: " + plan.nodes() + " nodes, 2 reflectors (" + suites.reflectors()
                + "), 1 core gateway");
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
        if (kafka.ensureSecrets(plan)) {
            progress.say("Made the broker's certificate and its users' passwords");
        }
        startMissing(services::kafka, Services.KAFKA, LabPlan.KAFKA_CONTROLLER_PORT);
        awaitReady(Services.POSTGRES, () -> postgres.isReady() ? Optional.empty() : Optional.of("does not answer"));
        postgres.ensureDatabases(
                LabPlan.SERVICES.stream().map(Service::database).toList());
        awaitReady(Services.KAFKA, () -> kafka.unready(Kafka.OWNER));
    }

    /** Kafka and the hypervisor run from one copy: it is refreshed only while neither does. */
    private void refreshLabApplication() {
        if (isMissing(Services.KAFKA) && isMissing(Services.HYPERVISOR)) {
            services.copyApplication(Services.LAB);
        }
    }

    private void topics() throws InterruptedException {
        var told = kafka.ensureUsers(plan);
        if (!told.isEmpty()) {
            progress.say("Kafka's users: told the broker of " + String.join(" and ", told));
        }
        var administrator = Participant.TOPIC_ADMINISTRATOR.toString();
        awaitReady(Services.KAFKA, () -> kafka.unready(administrator));
        try (var admin = Admin.create(kafka.settings(administrator))) {
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
        var suite = suites.of(router);
        var done =
                switch (router.role()) {
                    case REFLECTOR, CORE -> suite.ensure(processes, Model.configuration(router));
                    case NODE -> new FrrRouter(router).ensure(processes);
                };
        done.ifPresent(what -> progress.say(suite.name() + " of " + router.name() + ": " + what));
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

    private void monitoring() {
        if (!Monitoring.isInstalled()) {
            progress.say("No Prometheus: its package is not installed");
            return;
        }
        var monitoring = new Monitoring(directory, services.project(), plan);
        monitoring.writeTargets();
        startMissing(monitoring::prometheus, Monitoring.PROMETHEUS, LabPlan.PROMETHEUS_PORT);
        awaitReady(Monitoring.PROMETHEUS, Monitoring::unready);
    }

    private void sessions() {
        for (var router : plan.routers()) {
            var suite = suites.of(router);
            long expected = LabStatus.expectedSessions(plan, router);
            Poll.until(
                    expected + " BGP sessions of " + router.name(),
                    SESSIONS_LIMIT,
                    () -> suite.establishedSessions() >= expected);
        }
    }

    private boolean isMissing(String process) {
        return processes.find(process).isEmpty();
    }

    private void startMissing(Supplier<ProcessSpec> spec, String name, int port) {
        if (isMissing(name)) {
            Ports.requireFree(name, port);
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
}
