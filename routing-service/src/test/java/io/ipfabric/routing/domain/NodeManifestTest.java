package io.ipfabric.routing.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.Endpoint;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.contracts.event.RouteIntent.Manifest;
import io.ipfabric.contracts.event.VmInterface;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.FabricId;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.NodeInstance;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.contracts.value.VmName;
import io.ipfabric.routing.domain.RoutingEffect.Instruct;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a manifest confirms a large removal: while so many are ordered and not proved, and not a moment longer. */
class NodeManifestTest {

    private static final NodeName NODE = NodeName.of("node1");
    private static final NodeName OTHER = NodeName.of("node2");
    private static final Gateways GATEWAYS =
            new Gateways(Address.of("192.0.2.1"), Address.of("fe80::1"), MacAddress.of("02:00:0a:00:00:01"));

    private final Map<Integer, VmRouting> vms = new HashMap<>();
    private NodeManifest manifest = NodeManifest.empty(FabricId.of("00000000-0000-4000-8000-000000000000"), NODE, 3)
            .boundTo(NodeInstance.of("00000000-0000-4000-8000-000000000001"));
    private long epoch = 1;

    private void announce(int from, int to) {
        for (int number = from; number <= to; number++) {
            var at = Epoch.of(epoch++);
            told(
                    number,
                    new RouteIntent.Announce(endpoint(number, NODE, at)),
                    told(at, new Order.Serve(new Announcement.Normal(), null)));
        }
    }

    private void remove(int from, int to) {
        for (int number = from; number <= to; number++) {
            var at = Epoch.of(epoch++);
            told(number, new RouteIntent.Remove(endpoint(number, NODE, at)), told(at, new Order.Remove()));
        }
    }

    private void withdraw(int from, int to) {
        for (int number = from; number <= to; number++) {
            var at = Epoch.of(epoch++);
            told(number, new RouteIntent.Withdraw(endpoint(number, NODE, at)), told(at, new Order.Rest()));
        }
    }

    private void prove(int from, int to) {
        for (int number = from; number <= to; number++) {
            decided(number, List.of(), null);
        }
    }

    private void told(int number, RouteIntent.EndpointIntent intent, Told after) {
        var before = at(number);
        var superseded = before == null || before.isRemoved() ? null : before.epoch();
        decided(number, List.of(new Instruct(intent, superseded)), after);
    }

    private void decided(int number, List<RoutingEffect> effects, @Nullable Told after) {
        var before = vms.getOrDefault(number, VmRouting.unknown(vm(number)));
        var state = before.withEndpoints(after == null ? Map.of() : Map.of(NODE, after));
        manifest = manifest.after(before, new RoutingTransition(state, effects, null));
        vms.put(number, state);
    }

    private @Nullable Told at(int number) {
        var routing = vms.get(number);
        return routing == null ? null : routing.endpoints().get(NODE);
    }

    private Manifest record() {
        return manifest.manifest().orElseThrow();
    }

    private static VmId vm(int number) {
        return VmId.of("vm-" + number);
    }

    private static Told told(Epoch epoch, Order order) {
        return Told.now(epoch, order, List.of(), Instant.EPOCH, null);
    }

    private static Endpoint endpoint(int number, NodeName node, Epoch epoch) {
        return new Endpoint(
                node,
                vm(number),
                VmName.of("web" + number),
                Generation.of(1),
                epoch,
                new VmInterface(InterfaceName.of("web" + number), null, null, MacAddress.of("02:00:00:00:00:10")),
                GATEWAYS,
                List.of(),
                new Forwarding.None(),
                new Announcement.Silent(),
                null);
    }

    @Test
    void theEleventhUnprovedRemovalIsConfirmed() {
        announce(1, 11);

        remove(1, 10);
        assertThat(record().removalConfirmed()).isFalse();

        remove(11, 11);
        assertThat(record().removalConfirmed()).isTrue();
    }

    @Test
    void ofAHundredEndpointsAFifthGoesWithoutAWord() {
        announce(1, 100);

        remove(1, 20);
        assertThat(record().removalConfirmed()).isFalse();

        remove(21, 21);
        assertThat(record().removalConfirmed()).isTrue();
    }

    @Test
    void everyLaterManifestConfirmsUntilEnoughIsProved() {
        announce(1, 15);
        remove(1, 12);

        announce(20, 20);
        assertThat(record().removalConfirmed()).isTrue();

        prove(1, 1);
        assertThat(record().removalConfirmed()).isTrue();
    }

    @Test
    void withTheProofTheMarkIsTakenBackByAManifestOfItsOwn() {
        announce(1, 12);
        remove(1, 12);
        prove(1, 1);
        long marked = manifest.generation();

        prove(2, 2);
        assertThat(record().removalConfirmed()).isFalse();
        assertThat(manifest.generation()).isEqualTo(marked + 1);

        prove(3, 12);
        assertThat(manifest.generation()).isEqualTo(marked + 1);
        assertThat(manifest.removals()).isZero();
    }

    @Test
    void aRemovalThatIsTakenBackIsNoneAnyMore() {
        announce(1, 11);
        remove(1, 11);

        announce(11, 11);

        assertThat(manifest.removals()).isEqualTo(10);
        assertThat(record().removalConfirmed()).isFalse();
    }

    @Test
    void stopsAreNoRemovals() {
        announce(1, 20);

        withdraw(1, 20);

        assertThat(manifest.removals()).isZero();
        assertThat(record().removalConfirmed()).isFalse();
    }

    @Test
    void aStopThatBecomesARemovalIsOne() {
        announce(1, 11);
        withdraw(1, 11);

        remove(1, 11);

        assertThat(record().removalConfirmed()).isTrue();
        assertThat(record().endpoints()).isZero();
    }

    @Test
    void whatHappensOnAnotherNodeChangesNothing() {
        announce(1, 1);
        var at = Epoch.of(epoch++);
        var before = VmRouting.unknown(vm(2))
                .withEndpoints(Map.of(OTHER, told(at, new Order.Serve(new Announcement.Normal(), null))));
        var after = before.withEndpoints(Map.of(OTHER, told(at, new Order.Remove())));
        var intent = new Instruct(new RouteIntent.Remove(endpoint(2, OTHER, at)), at);

        assertThat(manifest.after(before, new RoutingTransition(after, List.of(intent), null)))
                .isEqualTo(manifest);
    }
}
