package io.ipfabric.node.application;

import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.Endpoint.EndpointAddress;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.RouteClass;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.node.domain.Delivery;
import io.ipfabric.node.domain.DesiredEndpoint;
import io.ipfabric.node.domain.EndpointDiff;
import io.ipfabric.node.domain.EndpointPlan;
import io.ipfabric.node.domain.GuestEvidence;
import io.ipfabric.node.domain.HairpinGuard;
import io.ipfabric.node.domain.KernelMirror;
import io.ipfabric.node.domain.NodeIntents;
import io.ipfabric.node.domain.ObservedEndpoint;
import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;

/** What is to be done for a VM, by what is intended and what is known of the kernel. Runs in the loop's thread alone. */
final class EndpointPlanner {

    private final NodeIntents intents;
    private final KernelMirror mirror;
    private final EndpointIndex index;
    private final GuestEvidence evidence;
    private final Underlay underlay;
    private final Retirements retirements;
    private final Absences absences;

    EndpointPlanner(
            NodeIntents intents,
            KernelMirror mirror,
            EndpointIndex index,
            GuestEvidence evidence,
            Underlay underlay,
            Retirements retirements,
            Absences absences) {
        this.intents = intents;
        this.mirror = mirror;
        this.index = index;
        this.evidence = evidence;
        this.underlay = underlay;
        this.retirements = retirements;
        this.absences = absences;
    }

    EndpointPlan plan(VmId vm) {
        var desired = intents.desired(vm);
        if (desired.isPresent()) {
            return plan(desired.get());
        }
        absences.forget(vm);
        return intents.gone(vm).map(this::removal).orElse(EndpointPlan.NOTHING);
    }

    private EndpointPlan plan(DesiredEndpoint desired) {
        var observed = observe(desired);
        evidence.note(desired, observed);
        if (forwarding(desired, observed) instanceof Forwarding.Local) {
            absences.note(desired, observed);
        } else {
            absences.forget(desired.endpoint().vm());
        }
        return EndpointDiff.of(desired, observed, delivery(desired, observed));
    }

    private ObservedEndpoint observe(DesiredEndpoint desired) {
        return mirror.observe(desired.endpoint().iface(), desired.addresses(), retirements::isSuperseded);
    }

    private Forwarding forwarding(DesiredEndpoint desired, ObservedEndpoint observed) {
        return evidence.forwarding(desired.endpoint(), observed.hasCarrier());
    }

    private Delivery delivery(DesiredEndpoint desired, ObservedEndpoint observed) {
        var forwarding = forwarding(desired, observed);
        return desired.routeClass(forwarding)
                .map(routeClass -> switch (forwarding) {
                    case Forwarding.None _ -> new Delivery.Nowhere();
                    case Forwarding.Local _ -> local(desired.endpoint().vm(), routeClass);
                    case Forwarding.Via(var node) ->
                        new Delivery.ToNode(node, routeClass, underlay.to(node).gateways(), underlay.macs(node));
                })
                .orElseGet(Delivery.Nowhere::new);
    }

    private Delivery local(VmId vm, RouteClass routeClass) {
        var held = absences.held(vm);
        return routeClass.isAnnounced() && !held.isEmpty()
                ? new Delivery.Held(routeClass, held)
                : new Delivery.ToGuest(routeClass);
    }

    /** Why the endpoint's addresses do not all go where they should, for people. */
    Optional<String> obstacle(VmId vm) {
        return intents.desired(vm)
                .filter(desired -> otherNode(desired.endpoint()).isPresent())
                .filter(desired -> delivery(desired, observe(desired)) instanceof Delivery.ToNode)
                .flatMap(desired -> otherNode(desired.endpoint()).flatMap(node -> {
                    var problems = underlay.to(node).problems();
                    return desired.addresses().stream()
                            .map(Address::family)
                            .distinct()
                            .sorted()
                            .flatMap(family -> Optional.ofNullable(problems.get(family)).stream())
                            .reduce((a, b) -> a.equals(b) ? a : a + "; " + b);
                }));
    }

    /** Whether what the node that it sends to sends back would go round, because that node's MAC address was not known when it was planned. */
    boolean isUnguarded(VmId vm) {
        return intents.desired(vm)
                .filter(desired -> otherNode(desired.endpoint()).isPresent())
                .filter(this::lacksAGuard)
                .isPresent();
    }

    private boolean lacksAGuard(DesiredEndpoint desired) {
        var observed = observe(desired);
        return delivery(desired, observed) instanceof Delivery.ToNode other
                && desired.addresses().stream()
                        .filter(address -> other.gateways().containsKey(address.family()))
                        .anyMatch(address -> {
                            var mac = other.macs().get(address.family());
                            return mac == null || !observed.guards().contains(new HairpinGuard(mac, address));
                        });
    }

    /** The node that the endpoint's addresses are or may come to be forwarded to. */
    Optional<NodeName> otherNode(VmId vm) {
        return intents.desired(vm).map(DesiredEndpoint::endpoint).flatMap(EndpointPlanner::otherNode);
    }

    static Optional<NodeName> otherNode(Endpoint endpoint) {
        var armed = endpoint.armed();
        return Stream.of(endpoint.forwarding(), armed == null ? endpoint.forwarding() : armed.then())
                .filter(Forwarding.Via.class::isInstance)
                .map(forwarding -> ((Forwarding.Via) forwarding).node())
                .findFirst();
    }

    /** Whether it forwards otherwise than its intent says, by what was seen here. */
    boolean isSwitched(VmId vm) {
        return intents.desired(vm)
                .filter(desired -> desired.endpoint().armed() != null)
                .filter(desired ->
                        evidence.isSwitched(desired.endpoint(), observe(desired).hasCarrier()))
                .isPresent();
    }

    private EndpointPlan removal(Endpoint gone) {
        var iface = gone.iface();
        return EndpointDiff.removal(
                mirror.observe(iface, ownAddresses(gone), retirements::isSuperseded),
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
