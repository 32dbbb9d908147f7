package io.ipfabric.node.application;

import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.Endpoint.EndpointAddress;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.node.domain.DesiredEndpoint;
import io.ipfabric.node.domain.EndpointDiff;
import io.ipfabric.node.domain.EndpointPlan;
import io.ipfabric.node.domain.KernelMirror;
import io.ipfabric.node.domain.NodeIntents;
import java.util.Collection;
import java.util.Optional;

/** What is to be done for a VM, by what is intended and what is known of the kernel. Runs in the loop's thread alone. */
final class EndpointPlanner {

    private final NodeIntents intents;
    private final KernelMirror mirror;
    private final EndpointIndex index;

    EndpointPlanner(NodeIntents intents, KernelMirror mirror, EndpointIndex index) {
        this.intents = intents;
        this.mirror = mirror;
        this.index = index;
    }

    EndpointPlan plan(VmId vm) {
        return intents.desired(vm)
                .map(this::plan)
                .or(() -> intents.gone(vm).map(this::removal))
                .orElse(EndpointPlan.NOTHING);
    }

    private EndpointPlan plan(DesiredEndpoint desired) {
        return EndpointDiff.of(desired, mirror.observe(desired.endpoint().iface(), desired.addresses()));
    }

    private EndpointPlan removal(Endpoint gone) {
        var iface = gone.iface();
        return EndpointDiff.removal(
                mirror.observe(iface, ownAddresses(gone)),
                isLinkWanted(iface.name().value()));
    }

    /** Whether an endpoint that lives uses the link of this name. */
    boolean isLinkWanted(String name) {
        return index.named(name).stream().anyMatch(vm -> intents.desired(vm).isPresent());
    }

    /** As it is desired, or as it was when it was told to go. */
    Optional<Endpoint> endpoint(VmId vm) {
        return intents.desired(vm).map(DesiredEndpoint::endpoint).or(() -> intents.gone(vm));
    }

    /** Addresses whose routes are this endpoint's affair: won by it, or of one that went and claimed by nobody since. */
    Collection<Address> ownAddresses(Endpoint endpoint) {
        return intents.desired(endpoint.vm())
                .<Collection<Address>>map(DesiredEndpoint::addresses)
                .orElseGet(() -> endpoint.addresses().stream()
                        .map(EndpointAddress::address)
                        .filter(address -> !intents.isClaimed(address))
                        .toList());
    }
}
