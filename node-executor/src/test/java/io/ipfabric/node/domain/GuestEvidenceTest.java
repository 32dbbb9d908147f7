package io.ipfabric.node.domain;

import static io.ipfabric.node.domain.Samples.ipv4;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.Endpoint.Armed;
import io.ipfabric.contracts.event.Endpoint.Evidence;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.node.domain.KernelRoute.Device;
import io.ipfabric.node.domain.KernelRoute.Gateway;
import io.ipfabric.node.domain.KernelRoute.NextHop;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuestEvidenceTest {

    private static final int LINK = 7;
    private static final Forwarding LOCAL = new Forwarding.Local();
    private static final Forwarding VIA = new Forwarding.Via(NodeName.of("node2"));
    private static final Armed ARRIVAL = new Armed(Evidence.GUEST_ARRIVED, LOCAL);
    private static final Armed DEPARTURE = new Armed(Evidence.GUEST_LEFT, VIA);

    private final GuestEvidence evidence = new GuestEvidence();

    private static Endpoint target(long generation, @Nullable Armed armed) {
        return Samples.armed(Samples.endpoint(1, generation, VIA, new Announcement.Preferred(1)), generation, armed);
    }

    private void note(Endpoint endpoint, int link, KernelRoute... routes) {
        evidence.note(new DesiredEndpoint(endpoint, List.of(ipv4(1)), Map.of()), observed(link, routes));
    }

    private static ObservedEndpoint observed(int link, KernelRoute... routes) {
        var found = link == 0 ? null : link(link);
        return new ObservedEndpoint(
                found, true, Set.of(), Set.of(), Set.of(routes), Set.of(), Set.of(), Set.of(), Set.of());
    }

    private static KernelLink link(int index) {
        return new KernelLink(index, "vm1_net0", List.of(), Samples.GATEWAY_MAC, true, true, "tun", false);
    }

    @ParameterizedTest
    @CsvSource({
        "-,             false, false, VIA",
        "-,             true,  true,  VIA",
        "GUEST_ARRIVED, false, true,  VIA",
        "GUEST_ARRIVED, true,  true,  LOCAL",
        "GUEST_ARRIVED, true,  false, LOCAL",
        "GUEST_LEFT,    false, true,  LOCAL",
        "GUEST_LEFT,    false, false, VIA"
    })
    void forwarding(String armed, boolean frameSeen, boolean carrier, String expected) {
        var endpoint =
                switch (armed) {
                    case "GUEST_ARRIVED" -> target(2, ARRIVAL);
                    case "GUEST_LEFT" ->
                        Samples.armed(Samples.endpoint(1, 2, LOCAL, new Announcement.Normal()), 2, DEPARTURE);
                    default -> target(2, null);
                };
        note(endpoint, LINK);
        if (frameSeen) {
            evidence.arrived(endpoint);
        }

        var forwarding = evidence.forwarding(endpoint, carrier);

        assertThat(forwarding).isEqualTo(expected.equals("VIA") ? VIA : LOCAL);
        assertThat(evidence.isSwitched(endpoint, carrier)).isEqualTo(!forwarding.equals(endpoint.forwarding()));
    }

    @Test
    void anArrivalHoldsInItsGenerationOnly() {
        note(target(2, ARRIVAL), LINK);
        evidence.arrived(target(2, ARRIVAL));
        note(target(2, null), LINK);
        note(target(2, ARRIVAL), LINK);
        assertThat(evidence.isAwaited(target(2, ARRIVAL))).isFalse();

        note(target(3, ARRIVAL), LINK);

        assertThat(evidence.isAwaited(target(3, ARRIVAL))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"4, DEVICE, true", "9, DEVICE, false", "4, OTHER_DEVICE, false", "4, GATEWAY, false"})
    void atFirstSightTheKernelsRouteTells(long metric, String place, boolean arrived) {
        NextHop nextHop =
                switch (place) {
                    case "DEVICE" -> new Device(LINK);
                    case "OTHER_DEVICE" -> new Device(LINK + 1);
                    default -> new Gateway(Address.of("198.51.100.12"), 1);
                };

        note(target(2, ARRIVAL), LINK, KernelRoute.ours(ipv4(1), metric, nextHop));

        assertThat(evidence.isAwaited(target(2, ARRIVAL))).isEqualTo(!arrived);
    }

    @Test
    void laterTheKernelsRouteTellsNothing() {
        note(target(1, null), LINK);

        note(target(2, ARRIVAL), LINK, KernelRoute.ours(ipv4(1), 4, new Device(LINK)));

        assertThat(evidence.isAwaited(target(2, ARRIVAL))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"0, true", "7, false", "6, true"})
    void anInterfaceAppearedIfItIsNotTheOneThatWasArmed(int before, boolean appeared) {
        note(target(2, null), LINK);
        note(target(2, ARRIVAL), before);
        note(target(2, ARRIVAL), LINK);

        assertThat(evidence.appearedSince(target(2, ARRIVAL), link(LINK))).isEqualTo(appeared);
    }

    @Test
    void whatIsNotArmedHasNotAppeared() {
        note(target(2, null), 0);

        assertThat(evidence.appearedSince(target(2, null), link(LINK))).isFalse();
    }
}
