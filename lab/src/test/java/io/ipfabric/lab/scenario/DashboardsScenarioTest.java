package io.ipfabric.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.lab.lifecycle.HttpApi;
import io.ipfabric.lab.network.PacketBlock;
import io.ipfabric.lab.observability.Dashboard;
import io.ipfabric.lab.observability.Dashboard.Panel;
import io.ipfabric.lab.observability.MetricsReference;
import io.ipfabric.lab.observability.SteadyPanels;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.process.Poll;
import io.ipfabric.lab.proof.VmView;
import io.ipfabric.lab.proof.Vms;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

/**
 * Every panel shows what goes on in a lab: VMs come, move and go, and a reflector cannot be seen for a while, which an alert tells. The files
 * by themselves: {@code DashboardFilesTest}.
 */
@InLab
class DashboardsScenarioTest {

    private static final Logger LOG = Logger.getLogger(DashboardsScenarioTest.class.getName());

    /** Prometheus looks every 5 s, and a rate is over 20 s. */
    private static final Duration LIMIT = Duration.ofSeconds(90);

    private static final String ALERT = "FabricReflectorUnseen";
    private static final int BMP_PORT = 11019;
    private static final String VM = "watched";

    private final Vms vms = new Vms();
    private final LabPrometheus prometheus = new LabPrometheus();
    private final SteadyPanels steady = SteadyPanels.read();

    @Test
    void panelsAnswerAndChangeAndAnAlertFiresAndClears() throws IOException {
        awaitEverythingScraped();
        assertThat(prometheus.firing()).doesNotContain(ALERT);
        askEveryService();
        var since = Instant.now();

        vms.create(VM, "node1").orThrow("refused");
        vms.await(VM, "confirmed", VmView::isConfirmed);
        move("node2");
        move("node1");
        restart();
        askEveryService();
        withAReflectorUnseen(() -> awaitPanels(since));
        vms.delete(VM);
        vms.awaitGone(VM);

        everyMetricIsInTheReference();
    }

    /** A rate needs two values. */
    private void awaitEverythingScraped() {
        int programs = LabPlan.SERVICES.size() + LabPlan.NODES_DEFAULT;
        Poll.until(
                "Prometheus to have two values of everything",
                LIMIT,
                () -> prometheus.value("count(count_over_time(up[20s]) >= 2 and up == 1)") >= programs);
    }

    /** What is asked for the first time is counted from one on, and a rate sees no change in that. */
    private static void askEveryService() {
        Map.of(
                        "vm-service", "/v1/vms",
                        "ipam-service", "/v1/pools",
                        "routing-service", "/v1/routes",
                        "gateway-config-service", "/v1/clusters")
                .forEach((service, path) ->
                        new HttpApi(LabPlan.service(service).url()).get(path).orThrow("no answer of " + service));
    }

    private void move(String target) {
        vms.migrate(VM, target, "SEAMLESS").orThrow("no migration");
        vms.awaitPhase(VM, "COMPLETED");
    }

    private void restart() {
        vms.stop(VM);
        vms.awaitStopped(VM);
        vms.start(VM);
        vms.await(VM, "confirmed again", VmView::isConfirmed);
        vms.create("brief", "node3").orThrow("refused");
        vms.awaitAnnounced("brief");
        vms.delete("brief");
        vms.awaitGone("brief");
    }

    private void withAReflectorUnseen(Runnable work) {
        var reflector = LabPlan.reflectors().getFirst();
        long start = System.nanoTime();
        try (var _ = PacketBlock.of(reflector.namespace(), List.of("tcp dport " + BMP_PORT))) {
            Poll.until(ALERT + " to fire", LIMIT, () -> prometheus.firing().contains(ALERT));
            tell(ALERT + " fired", start);
            work.run();
        }
        long mended = System.nanoTime();
        Poll.until(ALERT + " to clear", LIMIT, () -> !prometheus.firing().contains(ALERT));
        tell(ALERT + " cleared", mended);
    }

    private static void tell(String what, long start) {
        LOG.info(() ->
                what + " after " + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms");
    }

    private void awaitPanels(Instant since) {
        long start = System.nanoTime();
        var lacking = new ArrayList<String>();
        try {
            Poll.until("every panel", LIMIT, () -> {
                lacking.clear();
                Dashboard.all().stream()
                        .flatMap(dashboard -> dashboard.panels().stream())
                        .forEach(panel -> lacking.addAll(lacking(panel, since)));
                return lacking.isEmpty();
            });
        } catch (Poll.TimedOutException e) {
            throw new AssertionError(String.join("\n", lacking), e);
        }
        tell("every panel was as it should be", start);
    }

    private List<String> lacking(Panel panel, Instant since) {
        var lacking = new ArrayList<String>();
        boolean changes = false;
        for (var query : panel.queries()) {
            var courses = prometheus.courses(query, since);
            if (courses.stream().noneMatch(LabPrometheus.Course::hasValue)) {
                lacking.add(panel + ": no series of " + query);
            }
            changes |= courses.stream().anyMatch(LabPrometheus.Course::changes);
        }
        if (!changes && !steady.contains(panel)) {
            lacking.add(panel + ": nothing changes");
        }
        return lacking;
    }

    private void everyMetricIsInTheReference() throws IOException {
        var reference = prometheus.reference();
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(MetricsReference.FILE, reference.text());
        }
        assertThat(reference.undescribed()).as("metrics without a description").isEmpty();
        assertThat(MetricsReference.FILE)
                .as("rewrite it with -Ddocs.update=true")
                .hasContent(reference.text());
    }
}
