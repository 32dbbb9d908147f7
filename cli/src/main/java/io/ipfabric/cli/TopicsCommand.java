package io.ipfabric.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ipfabric.contracts.kafka.BrokerAcls;
import io.ipfabric.contracts.kafka.BrokerTopics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.acl.AclBinding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The catalogue of topics, and of who may do what with them, against a broker. */
@Command(name = "topics", description = "The broker's topics and the catalogue.", mixinStandardHelpOptions = true)
final class TopicsCommand {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Which broker. */
    static final class Broker {

        @Mixin
        KafkaOption kafka = new KafkaOption();

        @Option(names = "--replication", paramLabel = "N", defaultValue = "1", description = "Replicas. Default: 1.")
        short replication;

        /** The caller closes it. */
        Admin admin() {
            var settings = new HashMap<>(kafka.settings());
            settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) LIMIT.toMillis());
            return Admin.create(settings);
        }
    }

    @Command(description = "Creates and changes topics until they are as the catalogue says; deletes none.")
    int apply(
            @Mixin Broker broker,
            @Option(
                            names = "--acls",
                            description =
                                    "The access control lists too; takes none away. Needs a user who may alter the cluster.")
                    boolean withAcls,
            @Mixin AclsOption acls,
            @Mixin Output output)
            throws InterruptedException {
        try (var admin = broker.admin()) {
            var said = new Said();
            said.all("changed", new BrokerTopics(admin, broker.replication).apply(), "Nothing to change.");
            if (withAcls) {
                said.rights("allowed", new BrokerAcls(admin, acls.rights()).apply(), "Nothing more to allow.");
            }
            said.print(output);
            return ExitStatus.OK;
        }
    }

    @Command(description = "Says how the topics differ from the catalogue; ends with 0 if they do not.")
    int check(
            @Mixin Broker broker,
            @Option(
                            names = "--acls",
                            description = "And the access control lists. Needs a user who may describe the cluster.")
                    boolean withAcls,
            @Mixin AclsOption acls,
            @Mixin Output output)
            throws InterruptedException {
        try (var admin = broker.admin()) {
            var said = new Said();
            var differences = new BrokerTopics(admin, broker.replication).check();
            said.all("differs", differences, "All topics are as the catalogue says.");
            boolean isAsSaid = differences.isEmpty();
            if (withAcls) {
                var rights = new BrokerAcls(admin, acls.rights()).check();
                said.rights("missing", rights, "All is allowed that the catalogue allows.");
                isAsSaid &= rights.missing().isEmpty() && rights.surplus().isEmpty();
            }
            said.print(output);
            return isAsSaid ? ExitStatus.OK : ExitStatus.REFUSED;
        }
    }

    @Command(description = "Who may do what with the topics, on a broker that denies all else.")
    int acls(@Mixin AclsOption acls, @Mixin Output output) {
        acls.print(output);
        return ExitStatus.OK;
    }

    /** What was found, as lines and as JSON: a list for each word. */
    private static final class Said {

        private final StringBuilder lines = new StringBuilder();
        private final ObjectNode json = Api.MAPPER.createObjectNode();

        /** @param none said instead of an empty list */
        void all(String word, Collection<?> found, String none) {
            var list = json.putArray(word);
            found.forEach(each -> {
                list.add(each.toString());
                lines.append(word).append(": ").append(each).append('\n');
            });
            if (found.isEmpty()) {
                lines.append(none).append('\n');
            }
        }

        void rights(String word, BrokerAcls.Difference difference, String none) {
            all(word, sentences(difference.missing()), none);
            var surplus = sentences(difference.surplus());
            if (!surplus.isEmpty()) {
                all("beyond the catalogue", surplus, "");
            }
        }

        void print(Output output) {
            output.text(lines.toString(), json);
        }

        private static List<String> sentences(Collection<AclBinding> bindings) {
            return bindings.stream().map(AclsOption::sentence).sorted().toList();
        }
    }
}
