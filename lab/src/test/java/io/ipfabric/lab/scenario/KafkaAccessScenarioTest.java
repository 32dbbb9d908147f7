package io.ipfabric.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ipfabric.contracts.event.RouteEvent.RouteConfirmed;
import io.ipfabric.contracts.event.RouteEvent.RouteWithdrawn;
import io.ipfabric.contracts.event.VmLifecycleEvent.Deleted;
import io.ipfabric.contracts.kafka.BrokerAccess;
import io.ipfabric.contracts.kafka.BrokerAccess.Login;
import io.ipfabric.contracts.topic.Participant;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.lab.backend.KafkaSecrets;
import io.ipfabric.lab.lifecycle.Kafka;
import io.ipfabric.lab.lifecycle.LabDirectory;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.plan.Router;
import io.ipfabric.lab.process.Command;
import io.ipfabric.lab.process.Poll;
import io.ipfabric.lab.proof.LifecycleProducer;
import io.ipfabric.lab.proof.RouteFacts;
import io.ipfabric.lab.proof.VmView;
import io.ipfabric.lab.proof.Vms;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker asks who one is, by TLS, and denies what the catalogue does not allow: with that the fabric does all that it does without. */
@InLab(with = {"--reflectors", "BIRD", "--kafka", "SASL"})
class KafkaAccessScenarioTest {

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final Path COMMAND_LINE =
            Path.of(System.getProperty("basedir", "."), "..", "cli/target/application/fabric.jar");
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Router NODE1 = LabPlan.node(1);
    private static final Router NODE2 = LabPlan.node(2);

    private final Vms vms = new Vms();
    private final Kafka kafka = Kafka.ofMachine();

    @Test
    void aVmOfHttpLivesMovesAndGoes() {
        try (var facts = RouteFacts.fromNow()) {
            long start = System.nanoTime();
            vms.create("web", NODE1.name()).orThrow("refused");
            var vm = vms.await("web", "confirmed", VmView::isConfirmed);
            Proofs.reachable(vm);
            // vm-service hears of it before its transaction has ended on the topic.
            facts.await(
                    "the confirmation",
                    start,
                    Vms.LIMIT,
                    RouteFacts.only(RouteConfirmed.class, each -> isOf(vm, each.vm())));

            vms.stop("web");
            Proofs.nowhere(vms.awaitStopped("web"));
            vms.start("web");
            Proofs.reachable(vms.await("web", "confirmed", VmView::isConfirmed));

            vms.migrate("web", NODE2.name(), "SEAMLESS").orThrow("refused");
            Settled.on(NODE2, vms, "web");

            vms.delete("web");
            vms.awaitGone("web");
            Proofs.nowhere(vm);
            facts.await(
                    "the end of its routes",
                    start,
                    Vms.LIMIT,
                    RouteFacts.only(RouteWithdrawn.class, each -> isOf(vm, each.vm()) && each.ended()));
        }
    }

    private static boolean isOf(VmView vm, VmId id) {
        return vm.id().equals(id.value());
    }

    @Test
    void aVmOfKafkaComesAndGoes() {
        try (var manager = new LifecycleProducer()) {
            manager.send(Proofs.created("db", NODE2.name()));
            var vm = vms.await("db", "confirmed", VmView::isConfirmed);
            Proofs.reachable(vm);

            manager.send(new Deleted(VmId.of("db"), null));
            vms.awaitGone("db");
            Proofs.nowhere(vm);
        }
    }

    @Test
    void nobodyWritesWhatIsNotTheirs() throws Exception {
        var agent = Participant.agentOf(NodeName.of(NODE1.name()));

        assertThat(refusal(agent, Topic.ROUTE_INTENTS)).isInstanceOf(TopicAuthorizationException.class);
        assertThat(refusal(agent, Topic.VM_LIFECYCLE)).isInstanceOf(TopicAuthorizationException.class);
        assertThat(refusal("vm-service", Topic.ADDRESS_EVENTS)).isInstanceOf(TopicAuthorizationException.class);
        assertThat(refusal("hypervisor-manager", Topic.VM_EVENTS)).isInstanceOf(TopicAuthorizationException.class);
        try (var admin = Admin.create(kafka.settings("routing-service"))) {
            assertThatThrownBy(() -> admin.deleteTopics(List.of(Topic.ROUTE_INTENTS.toString()))
                            .all()
                            .get())
                    .hasCauseInstanceOf(TopicAuthorizationException.class);
        }
    }

    /** Of a record that would be unreadable for everybody, and is not taken. */
    private Throwable refusal(String user, Topic topic) throws InterruptedException {
        var record = new ProducerRecord<>(topic.toString(), "foreign", "{}".getBytes(StandardCharsets.UTF_8));
        try (var producer =
                new KafkaProducer<>(kafka.settings(user), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(record).get();
            throw new AssertionError(user + " wrote " + topic);
        } catch (ExecutionException e) {
            return Objects.requireNonNull(e.getCause());
        }
    }

    @Test
    void strangersAreNotSpokenTo(@TempDir Path directory) throws IOException {
        var password = Files.writeString(directory.resolve("password"), "guessed");
        var known = LabDirectory.ofMachine().kafkaSecrets().login("vm-service");

        for (var user : List.of("stranger", known.user())) {
            var login = new Login(user, password, known.authorities());
            assertThatThrownBy(() -> ask(new BrokerAccess(LabPlan.KAFKA, login)))
                    .as(user)
                    .hasCauseInstanceOf(SaslAuthenticationException.class);
        }
        for (var listener : List.of(LabPlan.KAFKA, LabPlan.KAFKA_FOR_AGENTS)) {
            assertThatThrownBy(() -> ask(new BrokerAccess(listener, null)))
                    .as("in clear text at " + listener)
                    .isInstanceOf(ExecutionException.class);
        }
    }

    private static void ask(BrokerAccess access) throws ExecutionException, InterruptedException {
        var settings = new HashMap<>(access.settings());
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) LIMIT.toMillis());
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) LIMIT.toMillis());
        try (var admin = Admin.create(settings)) {
            admin.describeCluster().nodes().get();
        }
    }

    /** What the packaged command line says of a broker that was set up by the catalogue: nothing is missing, nothing is too much. */
    @Test
    void theCommandLineFindsTheListsAsTheCatalogueSays() {
        var checked = Command.run(
                commandLine("check", "--acls", "--node", "node1", "--node", "node2", "--node", "node3"), "");

        assertThat(checked.succeeded()).as(checked.output()).isTrue();
        assertThat(checked.output())
                .contains("All topics are as the catalogue says.", "All is allowed that the catalogue allows.");
    }

    private static List<String> commandLine(String... arguments) {
        var owner = LabDirectory.ofMachine().kafkaSecrets().login(KafkaSecrets.OWNER);
        var line = new ArrayList<>(List.of(JAVA.toString(), "-jar", COMMAND_LINE.toString(), "topics"));
        line.addAll(List.of(arguments));
        line.addAll(List.of(
                "--user", owner.user(), "--password-file", owner.passwordFile().toString()));
        line.addAll(List.of("--authorities", String.valueOf(owner.authorities())));
        return line;
    }

    @Test
    void noPasswordIsInALog() {
        var directory = LabDirectory.ofMachine();
        var secrets = directory.kafkaSecrets();
        for (var user : List.of(KafkaSecrets.OWNER, "vm-service", "routing-service", "node-executor-node1")) {
            assertThat(found(secrets.password(user), directory.path().resolve("logs")))
                    .as("the password of " + user)
                    .isFalse();
            assertThat(found(secrets.password(user), secrets.directory()))
                    .as("what is looked for is found where it is")
                    .isTrue();
        }
    }

    private static boolean found(String text, Path directory) {
        return Command.run("grep", "-rqF", "--", text, directory.toString()).succeeded();
    }

    /** A broker that was away knows its users again, and everybody finds back. */
    @Test
    void aBrokerThatWasKilledComesBackAsClosed() {
        LabDirectory.ofMachine().processes().find("kafka").orElseThrow().kill();
        LabCommand.succeed("up");

        vms.create("after", NODE1.name()).orThrow("refused");
        Proofs.reachable(vms.await("after", "confirmed", VmView::isConfirmed));
        Poll.until("a foreign record to be refused", Vms.LIMIT, () -> isRefused("vm-service"));
    }

    private boolean isRefused(String user) {
        try {
            return refusal(user, Topic.ROUTE_INTENTS) instanceof TopicAuthorizationException;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
