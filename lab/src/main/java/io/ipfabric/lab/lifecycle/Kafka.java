package io.ipfabric.lab.lifecycle;

import io.ipfabric.contracts.kafka.AccessRights;
import io.ipfabric.contracts.kafka.BrokerAccess;
import io.ipfabric.contracts.kafka.BrokerAccess.Login;
import io.ipfabric.contracts.kafka.BrokerAcls;
import io.ipfabric.contracts.topic.Participant;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.lab.backend.KafkaSecrets;
import io.ipfabric.lab.plan.KafkaListeners;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.process.Poll;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * The lab's broker, as its clients see it: each process is a user of its own where the broker asks who one is.
 *
 * @param secrets absent: the broker asks nobody
 */
public record Kafka(@Nullable KafkaSecrets secrets) {

    /** Who may read and write whatever there is: the lab's own looks into topics are no participant's. */
    public static final String OWNER = KafkaSecrets.OWNER;

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration SPREAD_LIMIT = Duration.ofSeconds(30);

    /** The fewest that Kafka takes. */
    private static final int ITERATIONS = 4096;

    static Kafka of(LabDirectory directory, KafkaListeners listeners) {
        return new Kafka(listeners == KafkaListeners.SASL ? directory.kafkaSecrets() : null);
    }

    /** That of the lab that is there. */
    public static Kafka ofMachine() {
        var directory = LabDirectory.ofMachine();
        return of(
                directory,
                directory.settings().map(LabDirectory.Settings::kafka).orElse(KafkaListeners.PLAINTEXT));
    }

    /** For a client on the host. */
    public Map<String, Object> settings(String user) {
        return new BrokerAccess(LabPlan.KAFKA, login(user)).settings();
    }

    private @Nullable Login login(String user) {
        return secrets == null ? null : secrets.login(user);
    }

    /** For a process's environment. */
    Map<String, String> variables(String user, String bootstrapServers) {
        var variables = new HashMap<>(Map.of(BrokerAccess.variable(BrokerAccess.BOOTSTRAP_SERVERS), bootstrapServers));
        var login = login(user);
        if (login != null) {
            variables.putAll(Map.of(
                    BrokerAccess.variable(BrokerAccess.USER), user,
                    BrokerAccess.variable(BrokerAccess.PASSWORD_FILE),
                            login.passwordFile().toString(),
                    BrokerAccess.variable(BrokerAccess.AUTHORITIES), String.valueOf(login.authorities())));
        }
        return variables;
    }

    /** What keeps it from being ready; empty: nothing. */
    Optional<String> unready(String user) {
        try {
            var settings = new HashMap<>(settings(user));
            settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) LIMIT.toMillis());
            settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) LIMIT.toMillis());
            try (var admin = Admin.create(settings)) {
                admin.describeCluster().nodes().get();
            }
            return Optional.empty();
        } catch (ExecutionException | KafkaException | IllegalArgumentException e) {
            return Optional.of("does not answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static List<NodeName> nodes(LabPlan plan) {
        return plan.nodeRouters().stream().map(node -> NodeName.of(node.name())).toList();
    }

    private static List<String> users(LabPlan plan) {
        var users = new ArrayList<>(List.of(OWNER));
        Arrays.stream(Participant.values())
                .filter(each -> each.kind() != Participant.Kind.AGENT)
                .map(Participant::toString)
                .forEach(users::add);
        nodes(plan).stream().map(Participant::agentOf).forEach(users::add);
        return users;
    }

    /** @return whether something was made */
    boolean ensureSecrets(LabPlan plan) {
        return secrets != null && secrets.ensure(users(plan));
    }

    /**
     * Tells the broker whom there is and what each may do.
     *
     * @return what it did not know
     */
    List<String> ensureUsers(LabPlan plan) throws InterruptedException {
        var told = new ArrayList<String>();
        if (secrets == null) {
            return told;
        }
        try (var admin = Admin.create(settings(OWNER))) {
            var known = admin.describeUserScramCredentials().all().get().keySet();
            var missing = users(plan).stream()
                    .filter(user -> !known.contains(user))
                    .map(user -> credential(user, secrets))
                    .toList();
            if (!missing.isEmpty()) {
                admin.alterUserScramCredentials(missing).all().get();
                told.add(missing.size() + " users");
            }
            var acls = new BrokerAcls(admin, AccessRights.of(nodes(plan)));
            var allowed = acls.apply().missing();
            if (!allowed.isEmpty()) {
                told.add(allowed.size() + " rights");
            }
            Poll.until("the rights to count", SPREAD_LIMIT, () -> isComplete(acls));
        } catch (ExecutionException e) {
            throw new IllegalStateException("the broker takes no users", e);
        }
        return told;
    }

    private static UserScramCredentialAlteration credential(String user, KafkaSecrets secrets) {
        return new UserScramCredentialUpsertion(
                user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, ITERATIONS), secrets.password(user));
    }

    private static boolean isComplete(BrokerAcls acls) {
        try {
            return acls.check().missing().isEmpty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
