package io.ipfabric.contracts.kafka;

import io.ipfabric.contracts.topic.Topic;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A broker's access control lists against what the catalogue allows. Blocking; not thread-safe. It adds, and never takes away: what is allowed beyond the catalogue
 * is told, and a person decides.
 *
 * @param admin of somebody who may alter the cluster: such a one could allow itself anything
 */
public record BrokerAcls(Admin admin, List<AccessRights> rights) {

    public BrokerAcls {
        rights = List.copyOf(rights);
    }

    /**
     * How a broker differs.
     *
     * @param missing what the catalogue allows and the broker does not
     * @param surplus what the broker has and the catalogue does not: all of the same principals, and what anybody else may do with the catalogue's topics
     */
    public record Difference(Set<AclBinding> missing, Set<AclBinding> surplus) {

        public Difference {
            missing = Set.copyOf(missing);
            surplus = Set.copyOf(surplus);
        }
    }

    /** @throws KafkaException if the broker has no authorizer or may not be asked */
    public Difference check() throws InterruptedException {
        var wanted = rights.stream().flatMap(AccessRights::bindings).collect(Collectors.toSet());
        var principals = rights.stream().map(AccessRights::principal).collect(Collectors.toSet());
        var found = get(
                "asking what is allowed",
                admin.describeAcls(AclBindingFilter.ANY).values());
        var missing = new HashSet<>(wanted);
        missing.removeAll(found);
        var surplus = found.stream()
                .filter(binding -> principals.contains(binding.entry().principal()) || opensTopics(binding))
                .filter(binding -> !wanted.contains(binding))
                .collect(Collectors.toSet());
        return new Difference(missing, surplus);
    }

    /**
     * Allows what is missing.
     *
     * @return how the broker differed before
     */
    public Difference apply() throws InterruptedException {
        var difference = check();
        if (!difference.missing().isEmpty()) {
            get(
                    "allowing what is missing",
                    admin.createAcls(difference.missing()).all());
        }
        return difference;
    }

    /** Whether it allows something with one of the catalogue's topics, whomever. */
    private static boolean opensTopics(AclBinding binding) {
        return binding.entry().permissionType() == AclPermissionType.ALLOW
                && binding.pattern().resourceType() == ResourceType.TOPIC
                && Arrays.stream(Topic.values()).anyMatch(topic -> covers(binding.pattern(), topic.toString()));
    }

    private static boolean covers(ResourcePattern pattern, String topic) {
        return switch (pattern.patternType()) {
            case LITERAL -> pattern.name().equals(topic) || pattern.name().equals(ResourcePattern.WILDCARD_RESOURCE);
            case PREFIXED -> topic.startsWith(pattern.name());
            // Filters have them, what is allowed does not.
            case UNKNOWN, ANY, MATCH -> false;
        };
    }

    private static <T> T get(String attempt, KafkaFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new KafkaException(attempt + " failed: " + e.getMessage(), e.getCause());
        }
    }
}
