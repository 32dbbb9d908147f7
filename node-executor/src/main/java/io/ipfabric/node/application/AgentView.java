package io.ipfabric.node.application;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.NodeInstance;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.contracts.value.VmName;
import io.ipfabric.node.domain.KernelSetting;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The agent at one instant, for people and probes.
 *
 * @param obeying whether a manifest is acted on
 * @param explanation what it does with its intents, and why
 * @param routerReachable whether FRR answers
 * @param auditDifferences found and repaired since the agent started
 * @param unsuitableSettings of the node, that break the fabric
 */
public record AgentView(
        NodeName node,
        NodeInstance instance,
        boolean topologyKnown,
        boolean obeying,
        String explanation,
        boolean routerReachable,
        long auditDifferences,
        List<KernelSetting> unsuitableSettings,
        List<InterfaceView> interfaces) {

    public AgentView {
        unsuitableSettings = List.copyOf(unsuitableSettings);
        interfaces = List.copyOf(interfaces);
    }

    /** @param problem what keeps the node from doing as it was told; absent: nothing */
    public record InterfaceView(
            VmId vm,
            VmName name,
            Epoch epoch,
            Desired desired,
            Observed observed,
            @Nullable String problem) {}

    /**
     * @param armed permission to forward otherwise on local evidence; absent: none
     * @param metric of the routes by the intent's forwarding; absent: there should be none
     */
    public record Desired(
            String interfaceName,
            MacAddress mac,
            MacAddress guestMac,
            List<Address> gateways,
            Forwarding forwarding,
            Announcement announcement,
            Endpoint.@Nullable Armed armed,
            @Nullable Integer metric) {}

    /**
     * @param interfaceName absent: there is no such interface
     * @param forwarding of all addresses alike; absent: they differ
     * @param switched whether it forwards otherwise than desired, because it was armed to
     */
    public record Observed(
            @Nullable String interfaceName,
            @Nullable MacAddress mac,
            boolean up,
            boolean carrier,
            boolean owned,
            @Nullable Forwarding forwarding,
            boolean switched,
            List<AddressView> addresses) {
        public Observed {
            addresses = List.copyOf(addresses);
        }
    }

    /** @param metric of the route in the kernel; absent: none of the VM's */
    public record AddressView(Address address, @Nullable Long metric, boolean fib, boolean advertised) {}
}
