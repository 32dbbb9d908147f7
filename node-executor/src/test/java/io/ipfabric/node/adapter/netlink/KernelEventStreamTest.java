package io.ipfabric.node.adapter.netlink;

import static io.ipfabric.node.adapter.netlink.PrivateNetwork.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.node.domain.KernelEvent;
import io.ipfabric.node.domain.KernelEvent.LinkChanged;
import io.ipfabric.node.domain.KernelEvent.LinkRemoved;
import io.ipfabric.node.domain.KernelEvent.ResyncNeeded;
import io.ipfabric.node.domain.KernelEvent.RouteRemoved;
import io.ipfabric.node.domain.KernelEvent.RouteWritten;
import io.ipfabric.node.domain.KernelOperation.AddRoute;
import io.ipfabric.node.domain.KernelOperation.CreateVeth;
import io.ipfabric.node.domain.KernelOperation.DeleteRoute;
import io.ipfabric.node.domain.KernelOperation.SetLink;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.KernelRoute.Device;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(PrivateNetwork.class)
class KernelEventStreamTest {

    private static final InterfaceName GUEST = InterfaceName.of("sea_gold_net0");
    private static final MacAddress MAC = MacAddress.of("02:00:0a:00:00:01");

    private final List<KernelEvent> events = new CopyOnWriteArrayList<>();
    private RtnetlinkKernel kernel;
    private int index;

    @BeforeEach
    void listen() {
        kernel = RtnetlinkKernel.open();
        kernel.apply(List.of(new CreateVeth(GUEST, null, MAC, InterfaceName.of("guest0"))));
        index = kernel.link(GUEST.value()).orElseThrow().index();
        kernel.apply(List.of(new SetLink(index, null, true)));
        run("ip link set guest0 up");
        kernel.subscribe(events::add);
    }

    @AfterEach
    void close() {
        kernel.close();
    }

    @Test
    void aDeletedLinkIsTold() {
        run("ip link delete " + GUEST);

        await().until(() -> events.contains(new LinkRemoved(index, GUEST.value())));
    }

    @Test
    void lostCarrierIsToldThoughTheRouteStays() {
        var route = KernelRoute.ours(Address.of("192.0.2.10"), 5, new Device(index));
        kernel.apply(List.of(new AddRoute(route)));

        run("ip link set guest0 down");

        await().until(() -> events.stream()
                .anyMatch(event -> event instanceof LinkChanged(var link)
                        && link.index() == index
                        && link.up()
                        && !link.carrier()));
        assertThat(kernel.observe().routes()).containsExactly(route);
    }

    @Test
    void aLinkThatTheHypervisorMakesIsTold() {
        run("ip tuntap add dev b_net0 mode tap");

        await().until(() -> events.stream()
                .anyMatch(event ->
                        event instanceof LinkChanged(var link) && link.name().equals("b_net0") && !link.owned()));
    }

    @Test
    void aPortThatLeavesABridgeIsNoDeletedLink() {
        run("ip link add br0 type bridge");
        run("ip link set " + GUEST + " master br0");

        run("ip link set " + GUEST + " nomaster");
        run("ip link delete br0");

        await().until(() ->
                events.stream().anyMatch(event -> event instanceof LinkRemoved(var _, var name) && name.equals("br0")));
        assertThat(events).doesNotContain(new LinkRemoved(index, GUEST.value()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.10/32", "2001:db8::10/128"})
    void aRouteOfOursThatSomeoneElseChangesIsToldAndOurOwnChangesAreNot(String prefix) {
        var address = Address.of(prefix.substring(0, prefix.indexOf('/')));
        var ours = KernelRoute.ours(address, 5, new Device(index));
        var foreign = KernelRoute.ours(address, 4, new Device(index));
        kernel.apply(List.of(new AddRoute(ours), new DeleteRoute(ours), new AddRoute(ours)));

        run("ip route add " + prefix + " dev " + GUEST + " proto static metric 7");
        run("ip route add " + prefix + " dev " + GUEST + " proto 201 metric 4");
        run("ip route delete " + prefix + " dev " + GUEST + " proto 201 metric 5");

        await().until(() -> events.contains(new RouteRemoved(ours)));
        assertThat(events)
                .filteredOn(event -> !(event instanceof LinkChanged))
                .containsExactly(new RouteWritten(foreign), new RouteRemoved(ours));
    }

    @Test
    void anOverflowAsksForAResyncAndTheStreamGoesOn() throws Exception {
        var blocked = new CountDownLatch(1);
        var heard = new CopyOnWriteArrayList<KernelEvent>();
        try (var stream = KernelEventStream.start(
                0,
                event -> {
                    awaitUninterrupted(blocked);
                    heard.add(event);
                },
                4096)) {
            assertThat(stream).isNotNull();
            run(
                    "ip -batch -",
                    IntStream.range(0, 200)
                            .mapToObj(i -> "link set guest0 " + (i % 2 == 0 ? "down" : "up"))
                            .collect(Collectors.joining("\n")));

            blocked.countDown();

            await().until(() -> heard.stream().anyMatch(ResyncNeeded.class::isInstance));
            run("ip link delete " + GUEST);
            await().until(() -> heard.contains(new LinkRemoved(index, GUEST.value())));
        }
    }

    @Test
    void aListenerThatFailsHearsTheNextEvent() {
        var heard = new CopyOnWriteArrayList<KernelEvent>();
        try (var stream = KernelEventStream.start(0, event -> {
            heard.add(event);
            throw new IllegalStateException("a listener's mistake");
        })) {
            assertThat(stream).isNotNull();
            run("ip link set guest0 down");
            run("ip link delete " + GUEST);

            await().until(() -> heard.contains(new LinkRemoved(index, GUEST.value())));
        }
        assertThat(heard).hasSizeGreaterThan(1);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }
}
