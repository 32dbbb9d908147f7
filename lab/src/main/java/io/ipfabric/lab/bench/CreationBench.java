package io.ipfabric.lab.bench;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.lab.bench.ConfirmationTimes.Confirmation;
import io.ipfabric.lab.plan.LabPlan;
import io.ipfabric.lab.proof.RouteMonitor;
import io.ipfabric.lab.proof.Vms;
import io.ipfabric.lab.training.Exercise;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * From the POST of a VM to its /32 in the core gateway's kernel, against FRR's own floor: the same node's kernel gets a route by hand,
 * and it takes its way to the core without us. Both in turn, so that whatever else the machine does meets both. Beside it, how long
 * after the reflectors a reader of {@code route-events} knows that they have it.
 */
public final class CreationBench {

    /** One after another, as they are measured. */
    private static final int WARM_UP_SINGLE = 25;

    private final String prefix = "bench-" + Instant.now().getEpochSecond() + "-";
    private static final String NODE = "node1";

    /** In the lab's pool, where no VM is given it: allocation begins at the other end. */
    private static final Address BY_HAND = Address.of("198.51.100.250");

    private final Vms vms = new Vms();
    private final RouteMonitor core;
    private final FloorRoute hand;
    private final ConfirmationTimes confirmations;

    private CreationBench(RouteMonitor core, FloorRoute hand, ConfirmationTimes confirmations) {
        this.core = core;
        this.hand = hand;
        this.confirmations = confirmations;
    }

    private record Creation(Duration untilRouted, Confirmation confirmation) {}

    /** @param rounds measured ones, after some that warm everything up */
    public static void run(int rounds, PrintStream out) {
        try (var core = RouteMonitor.start();
                var hand = FloorRoute.on(LabPlan.node(1));
                var confirmations = new ConfirmationTimes()) {
            var bench = new CreationBench(core, hand, confirmations);
            bench.warmUp();
            var floors = new ArrayList<Duration>();
            var creations = new ArrayList<Creation>();
            for (int i = 0; i < rounds; i++) {
                floors.add(bench.floor());
                creations.add(bench.creation("round-" + i));
            }
            print(floors, creations, out);
        }
    }

    private void warmUp() {
        new Exercise().warmUp();
        for (int i = 0; i < WARM_UP_SINGLE; i++) {
            creation("alone-" + i);
        }
    }

    private Duration floor() {
        long start = System.nanoTime();
        hand.add(BY_HAND);
        var time = core.untilAdded(BY_HAND, start);
        long end = System.nanoTime();
        hand.delete(BY_HAND);
        core.untilDeleted(BY_HAND, end);
        return time;
    }

    /** The services are asked nothing until the route is confirmed: questions would compete with what is measured. */
    private Creation creation(String name) {
        var id = prefix + name;
        confirmations.begin();
        long start = System.nanoTime();
        vms.create(id, NODE).orThrow("refused");
        var added = core.untilNextAdded(start);
        var confirmation = confirmations.of(added.getKey(), start);
        if (!vms.awaitAnnounced(id).addresses().contains(added.getKey())) {
            throw new IllegalStateException(
                    "the core got a route of " + added.getKey() + ", which is not " + id + "'s");
        }
        vms.delete(id);
        vms.awaitGone(id);
        return new Creation(added.getValue(), confirmation);
    }

    private static void print(List<Duration> floors, List<Creation> creations, PrintStream out) {
        var floor = median(floors);
        var creation = median(creations.stream().map(Creation::untilRouted).toList());
        var confirmations = creations.stream().map(Creation::confirmation).toList();
        out.printf(
                "by hand on the node → core's kernel   median %6.1f ms  (%d rounds)%n", millis(floor), floors.size());
        out.printf(
                "POST /v1/vms → core's kernel          median %6.1f ms  (%d rounds)%n",
                millis(creation), creations.size());
        out.printf(
                "over the floor                        median %6.1f ms, %.2f times the floor%n",
                millis(creation.minus(floor)), millis(creation) / millis(floor));
        print("the reflectors have it → confirmed    ", confirmations.stream().map(Confirmation::atServices), out);
        print("… at a reader of what is committed    ", confirmations.stream().map(Confirmation::outside), out);
    }

    private static void print(String what, Stream<Duration> times, PrintStream out) {
        var sorted = times.sorted().toList();
        out.printf(
                "%smedian %6.1f ms, 90 %% up to %.1f ms, most %.1f ms%n",
                what, millis(median(sorted)), millis(sorted.get(sorted.size() * 9 / 10)), millis(sorted.getLast()));
    }

    private static Duration median(List<Duration> times) {
        return times.stream().sorted().toList().get(times.size() / 2);
    }

    private static double millis(Duration time) {
        return time.toNanos() / 1e6;
    }
}
