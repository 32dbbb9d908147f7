package io.ipfabric.contracts.kafka;

import static org.apache.kafka.common.acl.AclOperation.ALTER;
import static org.apache.kafka.common.acl.AclOperation.ALTER_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.apache.kafka.common.resource.ResourceType.TRANSACTIONAL_ID;

import io.ipfabric.contracts.topic.Participant;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.NodeName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What a participant may do on a broker that denies whatever is not allowed; nothing that it could do without.
 *
 * @param user by which the broker knows it, without the {@code User:} of a principal
 * @param operations at least one; READ and WRITE contain DESCRIBE (KIP-11)
 */
public record AccessRights(String user, ResourcePattern resource, Set<AclOperation> operations) {

    /** A broker behind a proxy or in a container sees other hosts than these; who one is counts. */
    public static final String ANY_HOST = "*";

    public AccessRights {
        operations = Set.copyOf(operations);
    }

    /** @param nodes whose agents are meant */
    public static List<AccessRights> of(Collection<NodeName> nodes) {
        return Arrays.stream(Participant.values())
                .flatMap(participant -> participant.kind() == Participant.Kind.AGENT
                        ? nodes.stream().flatMap(node -> of(participant, Participant.agentOf(node)).stream())
                        : of(participant, participant.toString()).stream())
                .toList();
    }

    /** @param user whom the broker knows the participant as */
    public static List<AccessRights> of(Participant participant, String user) {
        var rights = new ArrayList<AccessRights>();
        for (var topic : Topic.values()) {
            var operations = operations(participant, topic);
            if (!operations.isEmpty()) {
                rights.add(new AccessRights(user, literal(TOPIC, topic.toString()), operations));
            }
        }
        switch (participant.kind()) {
            case SERVICE -> {
                participant
                        .consumes()
                        .forEach(topic -> rights.add(
                                new AccessRights(user, literal(GROUP, participant.group(topic)), Set.of(READ))));
                rights.add(new AccessRights(
                        user, beginning(TRANSACTIONAL_ID, participant.transactionalIds()), Set.of(WRITE)));
            }
            case OUTSIDE -> rights.add(new AccessRights(user, beginning(GROUP, participant.toString()), Set.of(READ)));
            case AGENT, ADMINISTRATOR -> {}
        }
        return rights;
    }

    private static Set<AclOperation> operations(Participant participant, Topic topic) {
        var operations = EnumSet.noneOf(AclOperation.class);
        if (participant.writes().contains(topic)) {
            operations.add(WRITE);
        }
        if (participant.reads(topic)) {
            operations.add(READ);
        }
        switch (participant.kind()) {
            // A service is not ready while a topic differs from the catalogue.
            case SERVICE -> {
                operations.add(DESCRIBE_CONFIGS);
                if (operations.size() == 1) {
                    operations.add(DESCRIBE);
                }
            }
            case ADMINISTRATOR -> operations.addAll(List.of(CREATE, DESCRIBE, ALTER, DESCRIBE_CONFIGS, ALTER_CONFIGS));
            case AGENT, OUTSIDE -> {}
        }
        return operations;
    }

    private static ResourcePattern literal(ResourceType type, String name) {
        return new ResourcePattern(type, name, PatternType.LITERAL);
    }

    private static ResourcePattern beginning(ResourceType type, String prefix) {
        return new ResourcePattern(type, prefix, PatternType.PREFIXED);
    }

    /** By the names of {@code kafka-acls}. */
    public String principal() {
        return "User:" + user;
    }

    /** As a broker has them: one for each operation. */
    public Stream<AclBinding> bindings() {
        return operations.stream()
                .sorted()
                .map(operation -> new AclBinding(
                        resource, new AccessControlEntry(principal(), ANY_HOST, operation, AclPermissionType.ALLOW)));
    }
}
