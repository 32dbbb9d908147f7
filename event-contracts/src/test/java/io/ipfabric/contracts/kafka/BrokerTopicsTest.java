package io.ipfabric.contracts.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.TestInstance.Lifecycle.PER_CLASS;

import io.ipfabric.contracts.testing.EmbeddedKafka;
import io.ipfabric.contracts.topic.Topic;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(PER_CLASS)
class BrokerTopicsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final EmbeddedKafka kafka = EmbeddedKafka.start();
    private final Admin admin = kafka.admin();
    private final BrokerTopics topics = new BrokerTopics(admin, (short) 1);

    @BeforeAll
    void brokerIsEmpty() throws Exception {
        assertThat(admin.listTopics().names().get()).isEmpty();
    }

    @AfterEach
    void deleteTopics() throws Exception {
        admin.deleteTopics(admin.listTopics().names().get()).all().get();
        awaitNames(Set.of());
    }

    @AfterAll
    void closeBroker() {
        admin.close();
        kafka.close();
    }

    @Test
    void anEmptyBrokerLacksEveryTopic() throws Exception {
        assertThat(topics.check())
                .hasSize(Topic.values().length)
                .allSatisfy(difference -> assertThat(difference.setting()).isEqualTo("existence"))
                .first()
                .hasToString("vm-lifecycle: existence is absent, should be present");
    }

    @Test
    void applyMakesTheBrokerEqualToTheCatalogue() throws Exception {
        assertThat(topics.apply()).hasSize(Topic.values().length);

        awaitCatalogue();
        assertThat(topics.check()).isEmpty();
        assertThat(topics.apply()).isEmpty();
    }

    @Test
    void aChangedSettingIsFoundAndRepaired() throws Exception {
        topics.apply();
        awaitCatalogue();
        change(Topic.ROUTE_INTENTS, "cleanup.policy", "delete");

        var difference = new TopicDifference(Topic.ROUTE_INTENTS, "cleanup.policy", "compact", "delete");
        awaitDifferences(List.of(difference));
        assertThat(topics.apply()).containsExactly(difference);
        awaitDifferences(List.of());
    }

    @Test
    void aRetentionBesideCompactionIsNotLost() throws Exception {
        topics.apply();
        awaitCatalogue();
        change(Topic.FABRIC_TOPOLOGY, "cleanup.policy", "compact,delete");

        awaitDifferences(
                List.of(new TopicDifference(Topic.FABRIC_TOPOLOGY, "cleanup.policy", "compact", "compact,delete")));
    }

    @Test
    void missingPartitionsAreAdded() throws Exception {
        create(Topic.VM_EVENTS, 2);

        assertThat(topics.check()).contains(new TopicDifference(Topic.VM_EVENTS, "partitions", "8", "2"));
        topics.apply();
        awaitDifferences(List.of());
    }

    @Test
    void partitionsInExcessAreAPersonsDecision() throws Exception {
        topics.apply();
        awaitCatalogue();
        admin.createPartitions(Map.of(Topic.FABRIC_TOPOLOGY.toString(), NewPartitions.increaseTo(2)))
                .all()
                .get();

        awaitDifferences(List.of(new TopicDifference(Topic.FABRIC_TOPOLOGY, "partitions", "1", "2")));
        assertThatThrownBy(topics::apply)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("fabric-topology: partitions is 2, should be 1");
    }

    @Test
    void nothingIsChangedWhenAPersonMustDecide() throws Exception {
        create(Topic.FABRIC_TOPOLOGY, 3);

        assertThatThrownBy(topics::apply).isInstanceOf(IllegalStateException.class);
        assertThat(admin.listTopics().names().get()).containsExactly("fabric-topology");
    }

    @Test
    void anotherReplicationIsAPersonsDecision() throws Exception {
        topics.apply();
        awaitCatalogue();

        var replicated = new BrokerTopics(admin, (short) 3);
        assertThat(replicated.check())
                .contains(
                        new TopicDifference(Topic.VM_EVENTS, "replication", "3", "1"),
                        new TopicDifference(Topic.VM_EVENTS, "min.insync.replicas", "2", "1"));
        assertThatThrownBy(replicated::apply)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("vm-events: replication is 1, should be 3");
    }

    @Test
    void aReplicationThatTheBrokersCannotGiveIsTold() {
        assertThatThrownBy(() -> new BrokerTopics(admin, (short) 3).apply())
                .isInstanceOf(KafkaException.class)
                .hasMessageContaining("creating vm-lifecycle")
                .hasMessageContaining("replication factor");
    }

    @Test
    void twoThatApplyAtOnceDoNoHarm() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var both = threads.invokeAll(List.of(topics::apply, topics::apply));
            for (var one : both) {
                assertThat(one.get()).isNotNull();
            }
        }
        awaitDifferences(List.of());
    }

    @Test
    void othersTopicsAreLeftAlone() throws Exception {
        admin.createTopics(List.of(new NewTopic("not-ours", 1, (short) 1)))
                .all()
                .get();

        topics.apply();
        awaitDifferences(List.of());
        assertThat(admin.listTopics().names().get()).contains("not-ours");
    }

    @Test
    void theCatalogueSurvivesTheBrokersRestart() throws Exception {
        topics.apply();
        awaitCatalogue();

        kafka.stop();
        kafka.restart();
        awaitDifferences(List.of());
    }

    private void create(Topic topic, int partitions) throws Exception {
        admin.createTopics(List.of(new NewTopic(topic.toString(), Optional.of(partitions), Optional.of((short) 1))))
                .all()
                .get();
        awaitNames(Set.of(topic.toString()));
    }

    private void change(Topic topic, String setting, String value) throws Exception {
        admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, topic.toString()),
                        List.of(new AlterConfigOp(new ConfigEntry(setting, value), AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }

    /** The controller's answer comes before the broker's own image has it. */
    private void awaitCatalogue() {
        var names = new HashSet<String>();
        Arrays.stream(Topic.values()).map(Topic::toString).forEach(names::add);
        awaitNames(names);
    }

    private void awaitNames(Set<String> names) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(admin.listTopics().names().get()).isEqualTo(names));
    }

    private void awaitDifferences(List<TopicDifference> differences) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(topics.check()).isEqualTo(differences));
    }
}
