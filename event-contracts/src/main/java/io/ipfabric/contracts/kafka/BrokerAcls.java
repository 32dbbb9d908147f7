package io.ipfabric.contracts.kafka;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntryFilter;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourcePatternFilter;

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
     * @param surplus what the broker has for the same principals, and the catalogue does not
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
        var missing = new HashSet<>(wanted);
        var surplus = new HashSet<AclBinding>();
        for (var principal :
                rights.stream().map(AccessRights::principal).distinct().toList()) {
            var found = found(principal);
            missing.removeAll(found);
            surplus.addAll(found);
        }
        surplus.removeAll(wanted);
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

    private Set<AclBinding> found(String principal) throws InterruptedException {
        var entries = new AccessControlEntryFilter(principal, null, AclOperation.ANY, AclPermissionType.ANY);
        var filter = new AclBindingFilter(ResourcePatternFilter.ANY, entries);
        return Set.copyOf(get(
                "asking what " + principal + " may", admin.describeAcls(filter).values()));
    }

    private static <T> T get(String attempt, KafkaFuture<T> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new KafkaException(attempt + " failed: " + e.getMessage(), e.getCause());
        }
    }
}
