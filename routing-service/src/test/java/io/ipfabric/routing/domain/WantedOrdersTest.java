package io.ipfabric.routing.domain;

import static io.ipfabric.routing.domain.Life.FIRST;
import static io.ipfabric.routing.domain.Life.NODE1;
import static io.ipfabric.routing.domain.Life.NODE2;
import static io.ipfabric.routing.domain.Life.NODE3;
import static io.ipfabric.routing.domain.Life.SECOND;
import static io.ipfabric.routing.domain.Life.V4;
import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.Announcement;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Forwarding;
import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.event.VmInterface;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmName;
import io.ipfabric.routing.domain.Order.Attract;
import io.ipfabric.routing.domain.Order.Await;
import io.ipfabric.routing.domain.Order.Deliver;
import io.ipfabric.routing.domain.Order.Prepare;
import io.ipfabric.routing.domain.Order.Redirect;
import io.ipfabric.routing.domain.Order.RedirectQuietly;
import io.ipfabric.routing.domain.Order.Remove;
import io.ipfabric.routing.domain.Order.Rest;
import io.ipfabric.routing.domain.Order.Serve;
import io.ipfabric.routing.domain.RoutingContext.FabricNode;
import io.ipfabric.routing.domain.RoutingContext.Timing;
import io.ipfabric.routing.domain.RoutingInput.MigrationStarted;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every cell of the table of {@link WantedOrders}: what a node was told last, and its part. The VM is, or was, on node1; node2 is the other. */
class WantedOrdersTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LONG_AGO = NOW.minus(Duration.ofHours(1));
    private static final Announcement NORMAL = new Announcement.Normal();

    /** What a node is to the VM. */
    private enum Part {
        PLACED_RUNNING,
        PLACED_STOPPED,
        TARGET_SEAMLESS,
        TARGET_STRICT,
        OLDER_OF_A_MOVE,
        OLDER_OF_A_STRICT_MOVE,
        OTHERWISE
    }

    private record Cell(String told, Part part) {}

    private static final String NOTHING = "nothing";

    /** One example of each order, as node2 has it: told long ago, done, not followed by anybody yet. */
    private static final Map<String, Order> ORDERS = examples();

    private static Map<String, Order> examples() {
        var orders = new TreeMap<String, Order>();
        Stream.of(
                        new Serve(NORMAL, null),
                        new Deliver(),
                        new Prepare(NODE1),
                        new Attract(NODE1, 1),
                        new Await(NODE1),
                        new Redirect(NODE1),
                        new RedirectQuietly(NODE1),
                        new Rest(),
                        new Remove())
                .forEach(order -> orders.put(order.getClass().getSimpleName(), order));
        return orders;
    }

    private static final Map<Cell, Expected> CELLS = cells();

    /** @param order null: nothing */
    private record Expected(@Nullable Order order) {}

    private static Map<Cell, Expected> cells() {
        var cells = new HashMap<Cell, Expected>();
        row(cells, NOTHING, new Serve(NORMAL, null), null, new Prepare(NODE1), new Prepare(NODE1), null, null, null);
        row(
                cells,
                "Serve",
                new Serve(NORMAL, null),
                new Rest(),
                new Prepare(NODE1),
                new Prepare(NODE1),
                new Redirect(NODE1),
                new RedirectQuietly(NODE1),
                new Remove());
        row(
                cells,
                "Deliver",
                new Serve(NORMAL, null),
                new Rest(),
                new Prepare(NODE1),
                new Prepare(NODE1),
                new RedirectQuietly(NODE1),
                new RedirectQuietly(NODE1),
                new Remove());
        row(
                cells,
                "Prepare",
                new Serve(NORMAL, null),
                new Rest(),
                new Attract(NODE1, 1),
                new Await(NODE1),
                new Remove(),
                new Remove(),
                new Remove());
        row(
                cells,
                "Attract",
                new Serve(NORMAL, null),
                new Rest(),
                new Attract(NODE1, 1),
                new Attract(NODE1, 1),
                new RedirectQuietly(NODE1),
                new RedirectQuietly(NODE1),
                new RedirectQuietly(NODE1));
        row(
                cells,
                "Await",
                new Serve(NORMAL, null),
                new Rest(),
                new Await(NODE1),
                new Await(NODE1),
                new Remove(),
                new Remove(),
                new Remove());
        row(
                cells,
                "Redirect",
                new Serve(NORMAL, null),
                new Rest(),
                new Attract(NODE1, 1),
                new Redirect(NODE1),
                new Redirect(NODE1),
                new RedirectQuietly(NODE1),
                new Remove());
        row(
                cells,
                "RedirectQuietly",
                new Serve(NORMAL, null),
                new Rest(),
                new Attract(NODE1, 1),
                new Await(NODE1),
                new RedirectQuietly(NODE1),
                new RedirectQuietly(NODE1),
                new RedirectQuietly(NODE1));
        row(
                cells,
                "Rest",
                new Serve(NORMAL, null),
                new Rest(),
                new Prepare(NODE1),
                new Prepare(NODE1),
                new Remove(),
                new Remove(),
                new Remove());
        row(cells, "Remove", new Serve(NORMAL, null), null, new Prepare(NODE1), new Prepare(NODE1), null, null, null);
        return cells;
    }

    private static void row(Map<Cell, Expected> cells, String told, @Nullable Order... byPart) {
        var parts = Part.values();
        assertThat(byPart).as(told).hasSameSizeAs(parts);
        for (int i = 0; i < parts.length; i++) {
            cells.put(new Cell(told, parts[i]), new Expected(byPart[i]));
        }
    }

    @Test
    void the_table_has_a_cell_for_every_order_and_part() {
        var orders = leaves(Order.class).map(Class::getSimpleName).toList();
        assertThat(ORDERS.keySet()).containsExactlyInAnyOrderElementsOf(orders);
        for (var part : Part.values()) {
            assertThat(CELLS).containsKey(new Cell(NOTHING, part));
            orders.forEach(order -> assertThat(CELLS).containsKey(new Cell(order, part)));
        }
        assertThat(CELLS).hasSize((orders.size() + 1) * Part.values().length);
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(WantedOrdersTest::leaves)
                : Stream.of(type);
    }

    @TestFactory
    Stream<DynamicTest> each_cell() {
        return CELLS.entrySet().stream()
                .map(cell -> DynamicTest.dynamicTest(cell.getKey().toString(), () -> assertThat(wanted(cell.getKey()))
                        .isEqualTo(cell.getValue().order())));
    }

    private static @Nullable Order wanted(Cell cell) {
        boolean placed = cell.part() == Part.PLACED_RUNNING || cell.part() == Part.PLACED_STOPPED;
        var endpoints = new TreeMap<NodeName, Told>();
        var order = ORDERS.get(cell.told());
        if (order != null) {
            endpoints.put(NODE2, done(order));
        }
        if (!placed) {
            endpoints.put(NODE1, done(new Serve(NORMAL, null)));
        }
        var state = state(cell.part(), placed ? NODE2 : NODE1, endpoints);
        return new WantedOrders(state, CONTEXT).of(NODE2);
    }

    private static Told done(Order order) {
        // Who redirects had the guest before.
        var before = order instanceof Redirect || order instanceof RedirectQuietly
                ? Told.now(Epoch.of(6), new Serve(NORMAL, null), List.of(V4), LONG_AGO, null)
                : null;
        var told = Told.now(Epoch.of(7), order, List.of(V4), LONG_AGO, before);
        boolean announced = order instanceof Order.Announced;
        var seen = new Told.Seen(
                order.forwarding(), announced ? Set.of(V4.address()) : Set.of(), !announced, order instanceof Remove);
        return told.seeing(seen);
    }

    private static VmRouting state(Part part, NodeName placed, Map<NodeName, Told> endpoints) {
        var cutover =
                switch (part) {
                    case OLDER_OF_A_MOVE -> CutoverPolicy.SEAMLESS;
                    case OLDER_OF_A_STRICT_MOVE -> CutoverPolicy.STRICT;
                    default -> null;
                };
        var placement = new Placement(
                VmName.of("web"),
                ClusterName.of("lab"),
                FIRST,
                placed,
                FIRST,
                new VmInterface(InterfaceName.of("web_net0"), null, null, MacAddress.of("02:00:00:00:00:10")),
                part != Part.PLACED_STOPPED,
                cutover,
                StrictTimeout.HOLD,
                true);
        var move =
                switch (part) {
                    case TARGET_SEAMLESS -> move(CutoverPolicy.SEAMLESS);
                    case TARGET_STRICT -> move(CutoverPolicy.STRICT);
                    default -> null;
                };
        return VmRouting.unknown(Life.VM)
                .created(placement)
                .with(new Allotment(FIRST, List.of(V4)))
                .withEndpoints(endpoints)
                .moving(move);
    }

    private static Move move(CutoverPolicy cutover) {
        return Move.begun(new MigrationStarted(NODE2, SECOND, cutover, StrictTimeout.HOLD), NOW);
    }

    private static final RoutingContext CONTEXT = new RoutingContext(
            NOW,
            Epoch.of(1),
            Map.of(NODE1, node(1), NODE2, node(2), NODE3, node(3)),
            ReflectorSights.NONE,
            Timing.DEFAULT);

    private static FabricNode node(int number) {
        return new FabricNode(
                new Gateways(Address.of("192.0.2.1"), Address.of("fe80::1"), MacAddress.of("02:00:0a:00:00:01")),
                Address.of("10.255.0.1" + number),
                null);
    }

    /** As {@code done} says: it is not proved that it is silent, so a strict deliverer goes on and an older node is outranked. */
    @Test
    void the_placed_node_delivers_only_while_a_strict_move_has_an_older_announcer() {
        var endpoints = new TreeMap<NodeName, Told>();
        endpoints.put(NODE2, done(new Await(NODE1)));
        endpoints.put(NODE1, done(new Serve(NORMAL, NODE2)));
        var state = state(Part.OLDER_OF_A_STRICT_MOVE, NODE2, endpoints);

        assertThat(new WantedOrders(state, CONTEXT).of(NODE2)).isEqualTo(new Deliver());

        endpoints.put(NODE1, done(new RedirectQuietly(NODE2)).with(new Told.Proof(null, LONG_AGO, null, null)));
        assertThat(new WantedOrders(state(Part.OLDER_OF_A_STRICT_MOVE, NODE2, endpoints), CONTEXT).of(NODE2))
                .isEqualTo(new Serve(NORMAL, null));
    }

    @Test
    void the_last_redirect_goes_when_its_time_is_over() {
        var endpoints = new TreeMap<NodeName, Told>();
        endpoints.put(NODE1, done(new Serve(NORMAL, null)));
        var carried =
                Told.now(Epoch.of(8), new RedirectQuietly(NODE1), List.of(V4), LONG_AGO, done(new Serve(NORMAL, null)));
        for (var age : List.of(Duration.ofSeconds(29), Duration.ofSeconds(30))) {
            endpoints.put(NODE2, carried.with(new Told.Proof(null, NOW.minus(age), null, null)));
            var order = new WantedOrders(state(Part.OLDER_OF_A_MOVE, NODE1, endpoints), CONTEXT).of(NODE2);
            assertThat(order)
                    .isInstanceOf(
                            age.compareTo(Timing.DEFAULT.redirectHold()) < 0 ? RedirectQuietly.class : Remove.class);
        }
    }

    /** It came to node1 by a SEAMLESS move that is not over, and is to go back to node2: nobody else announces it to those who know node2 only. */
    @Test
    void a_target_that_is_the_backup_path_is_not_silent_before_everybody_follows() {
        var endpoints = new TreeMap<NodeName, Told>();
        endpoints.put(NODE1, done(new Serve(NORMAL, null)));
        endpoints.put(NODE2, done(new Serve(NORMAL, null)));
        for (var cutover : CutoverPolicy.values()) {
            var state = state(Part.OLDER_OF_A_MOVE, NODE1, endpoints).moving(move(cutover));
            assertThat(new WantedOrders(state, CONTEXT).of(NODE2)).isEqualTo(new Redirect(NODE1));
        }

        endpoints.put(NODE2, done(new Redirect(NODE1)));
        var strict = state(Part.OLDER_OF_A_MOVE, NODE1, endpoints).moving(move(CutoverPolicy.STRICT));
        assertThat(new WantedOrders(strict, CONTEXT).of(NODE2)).isEqualTo(new Redirect(NODE1));

        endpoints.put(NODE1, done(new Serve(NORMAL, null)).with(new Told.Proof(LONG_AGO, null, null, null)));
        assertThat(new WantedOrders(strict.withEndpoints(endpoints), CONTEXT).of(NODE2))
                .isEqualTo(new Await(NODE1));
    }

    @Test
    void nobody_is_told_to_send_where_nobody_was_seen_to_deliver() {
        var endpoints = new TreeMap<NodeName, Told>();
        endpoints.put(NODE1, done(new Serve(NORMAL, null)));
        for (var order : List.of(new Deliver(), new Redirect(NODE3), new RedirectQuietly(NODE3))) {
            endpoints.put(NODE2, done(order));
            assertThat(new WantedOrders(notYetDelivering(endpoints), CONTEXT).of(NODE2))
                    .isEqualTo(order);
        }
        assertThat(done(new Serve(NORMAL, null)).order().forwarding()).isEqualTo(new Forwarding.Local());
    }

    @Test
    void whom_the_guest_left_without_notice_may_send_to_where_it_is_as_soon_as_it_sees_that() {
        var endpoints = new TreeMap<NodeName, Told>();
        var mayLeave = new Serve(NORMAL, NODE1);
        endpoints.put(NODE2, done(new Serve(NORMAL, null)));
        assertThat(new WantedOrders(notYetDelivering(endpoints), CONTEXT).of(NODE2))
                .isEqualTo(mayLeave);
        for (var before : List.of(new Prepare(NODE2), new RedirectQuietly(NODE2), new Remove())) {
            endpoints.put(NODE1, done(before));
            assertThat(new WantedOrders(notYetDelivering(endpoints), CONTEXT).of(NODE2))
                    .isEqualTo(mayLeave);
        }

        endpoints.put(NODE1, done(new Serve(NORMAL, null)));
        endpoints.put(NODE2, done(mayLeave));
        assertThat(new WantedOrders(notYetDelivering(endpoints), CONTEXT).of(NODE2))
                .isEqualTo(mayLeave);
        assertThat(new WantedOrders(state(Part.OLDER_OF_A_MOVE, NODE1, endpoints), CONTEXT).of(NODE2))
                .isEqualTo(new Redirect(NODE1));
    }

    /** Sent by node2 to node1, which sends to node3, by its last order or by a better path, which sends to node2. */
    @Test
    void but_not_while_a_third_node_may_still_be_sent_anything() {
        var endpoints = new TreeMap<NodeName, Told>();
        endpoints.put(NODE2, done(new Serve(NORMAL, null)));
        for (var order : List.of(new RedirectQuietly(NODE2), new Redirect(NODE2), new Attract(NODE2, 1))) {
            for (var proof : List.of(
                    Told.Proof.NONE,
                    new Told.Proof(null, NOW, null, null),
                    new Told.Proof(null, LONG_AGO, LONG_AGO, null))) {
                endpoints.put(NODE3, done(order).with(proof));
                assertThat(new WantedOrders(notYetDelivering(endpoints), CONTEXT).of(NODE2))
                        .isEqualTo(new Serve(NORMAL, null));
            }
        }
        endpoints.put(NODE3, done(new RedirectQuietly(NODE2)).with(new Told.Proof(null, LONG_AGO, null, null)));
        assertThat(new WantedOrders(notYetDelivering(endpoints), CONTEXT).of(NODE2))
                .isEqualTo(new Serve(NORMAL, NODE1));

        endpoints.put(NODE1, done(new RedirectQuietly(NODE3)));
        assertThat(new WantedOrders(notYetDelivering(endpoints), CONTEXT).of(NODE2))
                .isEqualTo(new Serve(NORMAL, null));
    }

    /** The VM went from node2 to node1, and was not seen to be delivered to there. */
    private static VmRouting notYetDelivering(Map<NodeName, Told> endpoints) {
        var state = state(Part.OLDER_OF_A_MOVE, NODE1, endpoints);
        return state.placed(Objects.requireNonNull(state.placement())
                .movedBy(Move.begun(
                        new MigrationStarted(NODE1, Generation.of(3), CutoverPolicy.SEAMLESS, StrictTimeout.HOLD),
                        NOW)));
    }
}
