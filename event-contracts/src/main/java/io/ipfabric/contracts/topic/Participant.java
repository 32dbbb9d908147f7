package io.ipfabric.contracts.topic;

import static io.ipfabric.contracts.topic.Topic.ADDRESS_EVENTS;
import static io.ipfabric.contracts.topic.Topic.FABRIC_TOPOLOGY;
import static io.ipfabric.contracts.topic.Topic.NODE_REPORTS;
import static io.ipfabric.contracts.topic.Topic.ROUTER_CONFIGS;
import static io.ipfabric.contracts.topic.Topic.ROUTE_EVENTS;
import static io.ipfabric.contracts.topic.Topic.ROUTE_INTENTS;
import static io.ipfabric.contracts.topic.Topic.ROUTE_OBSERVATIONS;
import static io.ipfabric.contracts.topic.Topic.ROUTE_REPORTS;
import static io.ipfabric.contracts.topic.Topic.VM_EVENTS;
import static io.ipfabric.contracts.topic.Topic.VM_LIFECYCLE;
import static io.ipfabric.contracts.topic.Topic.VM_REJECTIONS;

import io.ipfabric.contracts.value.NodeName;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Who writes and who reads each topic: the one place that says so. What a broker allows whom follows from it. */
@SuppressWarnings("ImmutableEnumChecker") // Its sets are unmodifiable, which their type does not say.
public enum Participant {
    VM_SERVICE(
            "vm-service",
            Kind.SERVICE,
            topics(VM_REJECTIONS, VM_EVENTS),
            topics(VM_LIFECYCLE, ADDRESS_EVENTS, ROUTE_EVENTS, FABRIC_TOPOLOGY),
            topics()),
    /** Looks for allocations on its own topic that its database does not know. */
    IPAM_SERVICE(
            "ipam-service",
            Kind.SERVICE,
            topics(ADDRESS_EVENTS, FABRIC_TOPOLOGY),
            topics(VM_EVENTS, ROUTE_EVENTS, FABRIC_TOPOLOGY),
            topics(ADDRESS_EVENTS)),
    /** Looks for epochs on its own topic that are above its database's. */
    ROUTING_SERVICE(
            "routing-service",
            Kind.SERVICE,
            topics(ROUTE_INTENTS, ROUTE_EVENTS),
            topics(VM_EVENTS, ADDRESS_EVENTS, ROUTE_REPORTS, NODE_REPORTS, FABRIC_TOPOLOGY, ROUTE_OBSERVATIONS),
            topics(ROUTE_INTENTS)),
    /** In both of its roles; what the observer said before is on its own topic alone. */
    GATEWAY_CONFIG_SERVICE(
            "gateway-config-service",
            Kind.SERVICE,
            topics(ROUTE_OBSERVATIONS, FABRIC_TOPOLOGY, ROUTER_CONFIGS),
            topics(FABRIC_TOPOLOGY),
            topics(FABRIC_TOPOLOGY, ROUTE_OBSERVATIONS)),
    NODE_EXECUTOR(
            "node-executor",
            Kind.AGENT,
            topics(ROUTE_REPORTS, NODE_REPORTS),
            topics(),
            topics(ROUTE_INTENTS, FABRIC_TOPOLOGY, ROUTER_CONFIGS)),
    /** What operators drive the fabric with: it hears what became of its records, and when a guest may move. */
    HYPERVISOR_MANAGER(
            "hypervisor-manager",
            Kind.OUTSIDE,
            topics(VM_LIFECYCLE),
            topics(VM_REJECTIONS, VM_EVENTS, ADDRESS_EVENTS, ROUTE_EVENTS),
            topics()),
    /** Who runs {@code topics apply}; it reads and writes no record. */
    TOPIC_ADMINISTRATOR("topic-administrator", Kind.ADMINISTRATOR, topics(), topics(), topics());

    /** How a participant takes part. */
    public enum Kind {
        /** Publishes by an outbox, consumes in a group for each topic, and compares the broker's topics with the catalogue. */
        SERVICE,
        /** One for each node; without groups: it reads partitions whole. */
        AGENT,
        /** A program that is not of this project, with groups of its own. */
        OUTSIDE,
        /** Makes topics what the catalogue says. */
        ADMINISTRATOR
    }

    private final String text;
    private final Kind kind;
    private final Set<Topic> writes;
    private final Set<Topic> consumes;
    private final Set<Topic> follows;

    Participant(String text, Kind kind, Set<Topic> writes, Set<Topic> consumes, Set<Topic> follows) {
        this.text = text;
        this.kind = kind;
        this.writes = writes;
        this.consumes = consumes;
        this.follows = follows;
    }

    private static Set<Topic> topics(Topic... topics) {
        var set = EnumSet.noneOf(Topic.class);
        set.addAll(Arrays.asList(topics));
        return Collections.unmodifiableSet(set);
    }

    public static Optional<Participant> named(String text) {
        return Arrays.stream(values()).filter(each -> each.text.equals(text)).findFirst();
    }

    /** Whom a broker knows the agent of a node as. */
    public static String agentOf(NodeName node) {
        return NODE_EXECUTOR + "-" + node;
    }

    public Kind kind() {
        return kind;
    }

    public Set<Topic> writes() {
        return writes;
    }

    /** As a member of a group, see {@link #group}. */
    public Set<Topic> consumes() {
        return consumes;
    }

    /** Without a group: read from the beginning whenever that is needed. */
    public Set<Topic> follows() {
        return follows;
    }

    public boolean reads(Topic topic) {
        return consumes.contains(topic) || follows.contains(topic);
    }

    /** A service's group for a topic; an outsider's groups only begin with its name. */
    public String group(Topic topic) {
        return text + "-" + topic;
    }

    /** What a service's transactional ids begin with; a number follows. */
    public String transactionalIds() {
        return text + "-outbox-";
    }

    /** Whom a broker knows it as; of agents the part before the node's name. */
    @Override
    public String toString() {
        return text;
    }
}
