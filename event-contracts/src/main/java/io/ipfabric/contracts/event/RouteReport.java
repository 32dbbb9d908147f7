package io.ipfabric.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.NodeInstance;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Topic {@code route-reports}: level. What a node observed of an endpoint, read back, never what it was asked. What nobody acts on (the interface alone, a step on the
 * way to an announcement or from one, a guest that has just gone) is told a second later, if it is still so.
 *
 * @param node the node that reports
 * @param instance the installation of the agent that reports
 * @param vm the endpoint's VM
 * @param epoch the intent that the node is working on
 * @param forwarding what the kernel does now with all the endpoint's addresses; absent while they differ
 * @param iface the interface as it is
 * @param addresses the three facts for each address
 * @param problem what keeps the node from doing as it was told; absent: nothing
 * @param observedAt when it was so, by the node's clock: for people, never compared with another machine's
 */
public record RouteReport(
        NodeName node,
        NodeInstance instance,
        VmId vm,
        Epoch epoch,
        @Nullable Forwarding forwarding,
        @JsonProperty("interface") ObservedInterface iface,
        List<AddressReport> addresses,
        @Nullable String problem,
        Instant observedAt)
        implements FabricEvent {

    public RouteReport {
        Fields.required(node, "node");
        Fields.required(instance, "instance");
        Fields.required(vm, "vm");
        Fields.required(epoch, "epoch");
        Fields.required(iface, "interface");
        addresses = Fields.distinct(addresses, AddressReport::address, "addresses", VmEvent.ADDRESSES_MAX);
        Fields.required(observedAt, "observedAt");
    }

    @Override
    @JsonIgnore
    public String partitionKey() {
        return vm + "/" + node;
    }

    /** Addresses that kernel, zebra and bgpd have. */
    @JsonIgnore
    public Set<Address> announced() {
        return addresses.stream()
                .filter(a -> a.kernel() && a.fib() && a.advertised())
                .map(AddressReport::address)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** True if bgpd advertises none of the addresses. */
    @JsonIgnore
    public boolean isSilent() {
        return addresses.stream().noneMatch(AddressReport::advertised);
    }

    /** True if nothing of the endpoint is in kernel, zebra or bgpd. */
    @JsonIgnore
    public boolean isGone() {
        return addresses.stream().noneMatch(a -> a.kernel() || a.fib() || a.advertised());
    }

    /**
     * The endpoint's interface as the kernel has it.
     *
     * @param present whether the interface exists
     * @param carrier whether it is up with a peer: without, nothing is delivered, and after a second nothing announced
     */
    public record ObservedInterface(boolean present, boolean carrier) {}

    /**
     * Three facts, never merged.
     *
     * @param address the address whose host route this is about
     * @param kernel whether the route is in the kernel's table, read back
     * @param fib whether zebra selected it
     * @param advertised whether bgpd advertises it to at least one peer
     */
    public record AddressReport(Address address, boolean kernel, boolean fib, boolean advertised) {
        public AddressReport {
            Fields.required(address, "address");
        }
    }
}
