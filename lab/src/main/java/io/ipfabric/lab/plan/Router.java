package io.ipfabric.lab.plan;

/**
 * A router of the lab: a network namespace with FRR in it, or with BIRD, which reflectors may run.
 *
 * @param name in the cluster's model, e.g. {@code node1}
 * @param underlayHost last octet in the underlay
 * @param managementHost last octet in the management network
 */
public record Router(String name, Role role, int underlayHost, int managementHost) {

    /** What a router is in the fabric. */
    public enum Role {
        REFLECTOR,
        CORE,
        NODE
    }

    /** Interface in the underlay, the same in every router. */
    public static final String UNDERLAY = "under";

    /** Interface in the management network. */
    public static final String MANAGEMENT = "mgmt";

    /** The namespace, and FRR's path space: {@code vtysh -N fabric-core}. */
    public String namespace() {
        return LabPlan.PREFIX + name;
    }

    public String underlay4() {
        return "10.255.0." + underlayHost;
    }

    /** Decimal digits of the IPv4 octet, so that both addresses read alike. */
    public String underlay6() {
        return "fd00:255::" + underlayHost;
    }

    public String management() {
        return LabPlan.MANAGEMENT_NETWORK + managementHost;
    }
}
