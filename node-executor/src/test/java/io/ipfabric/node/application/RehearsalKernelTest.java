package io.ipfabric.node.application;

import static io.ipfabric.node.domain.Samples.ipv4;
import static io.ipfabric.node.domain.Samples.ipv6;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.node.domain.KernelAddress;
import io.ipfabric.node.domain.KernelLink;
import io.ipfabric.node.domain.KernelNeighbor;
import io.ipfabric.node.domain.KernelOperation;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.KernelRoute.Device;
import io.ipfabric.node.domain.OperationOutcome;
import io.ipfabric.node.domain.RehearsalScript;
import io.ipfabric.node.domain.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever a rehearsal may come to decide, nobody else's interface is seen or changed. */
class RehearsalKernelTest {

    private final FakeKernel real = new FakeKernel();
    private final KernelLink own = real.foreignLink(RehearsalScript.LINK.value(), true, true);
    private final KernelLink others = real.foreignLink("vm1_net0", true, true);
    private final RehearsalKernel kernel = new RehearsalKernel(real, own.index());

    @Test
    void onlyItsOwnInterfaceIsShown() {
        real.plant(KernelRoute.ours(ipv4(1), 5, new Device(others.index())));

        assertThat(kernel.observe().links()).extracting(KernelLink::name).containsExactly(own.name());
        assertThat(kernel.observe().routes()).isEmpty();
        assertThat(kernel.link(others.index())).isEmpty();
        assertThat(kernel.link(others.name())).isEmpty();
    }

    @Test
    void nothingOnAnotherInterfaceIsDone() {
        var operations = List.<KernelOperation>of(
                new KernelOperation.AddRoute(KernelRoute.ours(ipv4(1), 5, new Device(others.index()))),
                new KernelOperation.AddRoute(
                        KernelRoute.ours(ipv6(1), 5, new KernelRoute.Gateway(ipv6(2), others.index()))),
                new KernelOperation.ReplaceRoute(KernelRoute.ours(ipv4(1), 5, new Device(others.index()))),
                new KernelOperation.DeleteRoute(KernelRoute.ours(ipv4(1), 5, new Device(others.index()))),
                new KernelOperation.SetLink(others.index(), null, false),
                new KernelOperation.ConfigureGuestLink(others.index()),
                new KernelOperation.PutNeighbor(new KernelNeighbor(ipv4(1), others.index(), Samples.guestMac(1))),
                new KernelOperation.DeleteNeighbor(ipv4(1), others.index()),
                new KernelOperation.ResolveNeighbor(ipv4(1), others.index()),
                new KernelOperation.AddAddress(new KernelAddress(ipv4(1), 32, others.index())),
                new KernelOperation.DeleteAddress(new KernelAddress(ipv4(1), 32, own.index())),
                new KernelOperation.AddAlternativeName(own.index(), "other"),
                new KernelOperation.CreateTap(InterfaceName.of("vm2_net0"), null, Samples.GATEWAY_MAC),
                new KernelOperation.CreateVeth(
                        InterfaceName.of("vm2_net0"), null, Samples.GATEWAY_MAC, InterfaceName.of("vm2_peer")),
                new KernelOperation.DeleteLink(others.index(), others.name()),
                new KernelOperation.DeleteLink(own.index(), own.name()));

        assertThat(kernel.apply(operations))
                .hasSameSizeAs(operations)
                .allMatch(OperationOutcome.Failed.class::isInstance);

        assertThat(real.applied()).isEmpty();
    }

    @Test
    void outcomesStandInTheOrderOfTheOperations() {
        var gateway = new KernelOperation.AddAddress(new KernelAddress(Address.of("192.0.2.4"), 32, own.index()));
        var route = new KernelOperation.AddRoute(KernelRoute.ours(Address.of("192.0.2.1"), 5, new Device(own.index())));
        var foreign = new KernelOperation.SetLink(others.index(), null, false);

        var outcomes = kernel.apply(List.of(foreign, gateway, route));

        assertThat(outcomes).extracting(OperationOutcome::operation).containsExactly(foreign, gateway, route);
        assertThat(outcomes.getFirst()).isInstanceOf(OperationOutcome.Failed.class);
        assertThat(outcomes.subList(1, 3)).allMatch(OperationOutcome.Done.class::isInstance);
        // Routers see addresses: it is said to be there, and is not.
        assertThat(real.applied()).containsExactly(route);
        assertThat(kernel.observe().addresses()).contains(gateway.address());
        assertThat(kernel.selectedRoute(Address.of("192.0.2.1"))).contains(route.route());
    }
}
