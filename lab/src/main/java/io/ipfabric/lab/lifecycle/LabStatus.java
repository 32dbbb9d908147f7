package io.ipfabric.lab.lifecycle;

import io.ipfabric.lab.backend.EmbeddedPostgres;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.Router;
import io.ipfabric.lab.process.ProcessRecord;
import io.ipfabric.lab.router.RoutingSuite;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Every process that a lab consists of, running or not. */
public record LabStatus(List<Row> processes) {

    /**
     * @param pid absent: it does not run
     * @param namespace absent: the host's
     * @param address where it listens; absent: nowhere that a client would connect to
     * @param detail what keeps it from being ready, or more about it
     */
    public record Row(
            String name,
            @Nullable Long pid,
            @Nullable String namespace,
            @Nullable String address,
            boolean ready,
            String detail,
            String log) {}

    /** What is said of a process that runs. */
    private record Health(boolean ready, String detail) {

        static Health of(Optional<String> unready) {
            return new Health(unready.isEmpty(), unready.orElse(""));
        }
    }

    public boolean isReady() {
        return processes.stream().allMatch(Row::ready);
    }

    /** @return empty if there is no lab */
    public static Optional<LabStatus> read() {
        var directory = LabDirectory.ofMachine();
        return directory.settings().map(settings -> new LabStatus(rows(directory, settings)));
    }

    static long expectedSessions(LabPlan plan, Router router) {
        return router.role() == Router.Role.REFLECTOR
                ? plan.nodes() + 1L
                : LabPlan.reflectors().size();
    }

    private static List<Row> rows(LabDirectory directory, LabDirectory.Settings settings) {
        var plan = new LabPlan(settings.nodes());
        var postgres = new EmbeddedPostgres(directory.postgres(), settings.postgresPort());
        var rows = new ArrayList<Callable<Row>>();
        rows.add(() -> row(
                directory,
                Services.KAFKA,
                null,
                LabPlan.KAFKA,
                () -> Health.of(Kafka.ofMachine().unready(Kafka.OWNER))));
        rows.add(() -> row(
                directory,
                Services.POSTGRES,
                null,
                "127.0.0.1:" + settings.postgresPort(),
                () -> new Health(postgres.isReady(), "")));
        for (var service : LabPlan.SERVICES) {
            rows.add(() -> row(
                    directory,
                    service.module(),
                    null,
                    "127.0.0.1:" + service.port(),
                    () -> Health.of(new HttpApi(service.url()).unready())));
        }
        var suites = new RoutingSuites(directory, settings.reflectors());
        for (var router : plan.routers()) {
            var suite = suites.of(router);
            for (var daemon : suite.daemons()) {
                boolean speaksBgp = daemon.equals(suite.bgpDaemon());
                rows.add(() -> row(
                        directory,
                        suite.processName(daemon),
                        router.namespace(),
                        speaksBgp ? router.underlay4() + ":179" : null,
                        () -> speaksBgp
                                ? sessions(suite, expectedSessions(plan, router))
                                : new Health(suite.isAnswering(daemon), "")));
            }
        }
        for (var node : plan.nodeRouters()) {
            var address = node.management() + ":" + LabPlan.AGENT_PORT;
            rows.add(() -> row(
                    directory,
                    Services.agentName(node),
                    node.namespace(),
                    address,
                    () -> Health.of(new HttpApi("http://" + address).unready())));
        }
        rows.add(() ->
                row(directory, Services.HYPERVISOR, null, null, () -> Health.of(HypervisorState.unready(directory))));
        if (Monitoring.isInstalled()) {
            rows.add(() -> row(
                    directory, Monitoring.PROMETHEUS, null, LabPlan.PROMETHEUS, () -> Health.of(Monitoring.unready())));
        }
        return askAll(rows);
    }

    private static Health sessions(RoutingSuite suite, long expected) {
        if (!suite.isAnswering(suite.bgpDaemon())) {
            return new Health(false, "does not answer");
        }
        long established = suite.establishedSessions();
        return new Health(established >= expected, established + " of " + expected + " sessions");
    }

    private static Row row(
            LabDirectory directory,
            String name,
            @Nullable String namespace,
            @Nullable String address,
            Supplier<Health> health) {
        var pid = directory.processes().find(name).map(ProcessRecord::pid);
        var found = pid.isPresent() ? health.get() : new Health(false, "does not run");
        return new Row(
                name,
                pid.orElse(null),
                namespace,
                address,
                found.ready(),
                found.detail(),
                directory.processes().log(name).toString());
    }

    private static List<Row> askAll(List<Callable<Row>> questions) {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Row>();
            for (Future<Row> answer : executor.invokeAll(questions)) {
                answers.add(answer.get());
            }
            return answers;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot tell a process's state", e.getCause());
        }
    }
}
