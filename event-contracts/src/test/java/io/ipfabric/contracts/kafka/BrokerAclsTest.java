package io.ipfabric.contracts.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.TestInstance.Lifecycle.PER_CLASS;

import io.ipfabric.contracts.testing.EmbeddedKafka;
import io.ipfabric.contracts.testing.SecuredListener;
import io.ipfabric.contracts.topic.Participant;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.NodeName;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A broker that asks who one is and denies what is not allowed. */
@TestInstance(PER_CLASS)
class BrokerAclsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String AGENT = Participant.agentOf(NodeName.of("node1"));
    private static final List<AccessRights> RIGHTS = AccessRights.of(List.of(NodeName.of("node1")));

    private SecuredListener security;
    private EmbeddedKafka kafka;
    private Admin owner;
    private BrokerAcls acls;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        security = new SecuredListener(directory);
        kafka = EmbeddedKafka.start(security);
        owner = Admin.create(security.owner(kafka).settings());
        acls = new BrokerAcls(owner, RIGHTS);
        acls.apply();
        awaitApplied();
    }

    @AfterAll
    void stop() {
        owner.close();
        kafka.close();
    }

    private void awaitApplied() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(acls.check().missing()).isEmpty());
    }

    @Test
    void appliedOnceNothingIsMissing() throws Exception {
        assertThat(acls.apply().missing()).isEmpty();
    }

    @Test
    void whatIsAllowedBesidesIsToldAndStays() throws Exception {
        var more = new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, Topic.ROUTE_INTENTS.toString(), PatternType.LITERAL),
                new AccessControlEntry("User:" + AGENT, "*", AclOperation.WRITE, AclPermissionType.ALLOW));
        owner.createAcls(List.of(more)).all().get();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(acls.check().surplus()).containsExactly(more));

        assertThat(acls.apply().surplus()).containsExactly(more);

        assertThat(acls.check().surplus()).containsExactly(more);
        remove(List.of(more));
    }

    @ParameterizedTest
    @CsvSource({"route-intents, LITERAL", "route-, PREFIXED", "*, LITERAL"})
    void whatEverybodyMayDoWithATopicIsTold(String name, PatternType pattern) throws Exception {
        var open = allowed("*", name, pattern);
        var elsewhere = allowed("*", "elsewhere", PatternType.LITERAL);
        owner.createAcls(List.of(open, elsewhere)).all().get();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        owner.describeAcls(AclBindingFilter.ANY).values().get())
                .contains(open, elsewhere));

        assertThat(acls.check().surplus()).containsExactly(open);

        remove(List.of(open, elsewhere));
    }

    /** Of a node that is no longer there. */
    @Test
    void whatARemovedAgentMayDoWithTopicsIsTold() throws Exception {
        var removed = AccessRights.of(Participant.NODE_EXECUTOR, Participant.agentOf(NodeName.of("removed"))).stream()
                .flatMap(AccessRights::bindings)
                .toList();
        owner.createAcls(removed).all().get();

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(acls.check().surplus()).containsExactlyInAnyOrderElementsOf(removed));

        remove(removed);
    }

    private static AclBinding allowed(String user, String topic, PatternType pattern) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, topic, pattern),
                new AccessControlEntry("User:" + user, "*", AclOperation.READ, AclPermissionType.ALLOW));
    }

    private void remove(List<AclBinding> bindings) throws Exception {
        owner.deleteAcls(bindings.stream().map(AclBinding::toFilter).toList())
                .all()
                .get();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(acls.check().surplus()).isEmpty());
    }

    /** It makes the catalogue's topics, and may do nothing else. */
    @Test
    void theAdministratorOfTopicsMakesThem() throws Exception {
        var access = security.user(kafka, Participant.TOPIC_ADMINISTRATOR.toString(), "first");
        try (var admin = Admin.create(access.settings())) {
            new BrokerTopics(admin, (short) 1).apply();
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(new BrokerTopics(admin, (short) 1).check())
                    .isEmpty());
            assertThatThrownBy(() -> new BrokerAcls(admin, RIGHTS).check())
                    .hasCauseInstanceOf(ClusterAuthorizationException.class);
        }
        // Who may write nothing is not even given a producer's number.
        assertThatThrownBy(() -> send(access, Topic.VM_LIFECYCLE)).hasCauseInstanceOf(AuthorizationException.class);
    }

    @Test
    void anAgentReportsAndWritesNoIntents() throws Exception {
        makeTopics();
        var access = security.user(kafka, AGENT, "of-the-agent");

        send(access, Topic.ROUTE_REPORTS);

        assertThatThrownBy(() -> send(access, Topic.ROUTE_INTENTS))
                .hasCauseInstanceOf(TopicAuthorizationException.class);
    }

    @Test
    void strangersGetNoConnection() throws Exception {
        assertThatThrownBy(() -> names(security.stranger(kafka, "nobody", "any")))
                .hasCauseInstanceOf(SaslAuthenticationException.class);
        var known = security.user(kafka, "known", "right");
        assertThat(names(known)).isEmpty();
        security.stranger(kafka, "known", "wrong");
        assertThatThrownBy(() -> names(known)).hasCauseInstanceOf(SaslAuthenticationException.class);
    }

    /** What the file says counts for each new connection, without another client's settings. */
    @Test
    void aPasswordChangesWithoutAnotherSetting() throws Exception {
        var access = security.user(kafka, "changing", "before");
        assertThat(names(access)).isEmpty();

        security.user(kafka, "changing", "after");

        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(names(access))
                .isEmpty());
    }

    /** The JDK's authorities know nothing of it. */
    @Test
    void aBrokerOfAnUnknownAuthorityIsNotSpokenTo() {
        var owned = security.owner(kafka);
        var login = Objects.requireNonNull(owned.login());
        var trusting = new BrokerAccess(
                owned.bootstrapServers(), new BrokerAccess.Login(login.user(), login.passwordFile(), null));

        assertThatThrownBy(() -> names(trusting)).hasCauseInstanceOf(SslAuthenticationException.class);
    }

    private void makeTopics() throws Exception {
        new BrokerTopics(owner, (short) 1).apply();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(new BrokerTopics(owner, (short) 1).check())
                .isEmpty());
    }

    private static Iterable<String> names(BrokerAccess access) throws Exception {
        try (var admin = Admin.create(access.settings())) {
            return admin.listTopics().names().get();
        }
    }

    private static void send(BrokerAccess access, Topic topic) throws Exception {
        var settings = new HashMap<>(access.settings());
        settings.putAll(Map.of(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis()));
        try (var producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
            var value = "{}".getBytes(StandardCharsets.UTF_8);
            producer.send(new ProducerRecord<>(topic.toString(), "key", value)).get();
        }
    }
}
