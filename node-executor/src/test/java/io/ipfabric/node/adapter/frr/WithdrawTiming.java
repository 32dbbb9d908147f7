package io.ipfabric.node.adapter.frr;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.node.application.AgentInput;
import io.ipfabric.node.application.RouterException;
import io.ipfabric.node.application.RouterWatch;
import io.ipfabric.node.domain.RouterFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * Prints what a node's part of a STRICT cutover takes with a real FRR: from the change of a kernel route to a class that is announced, or to
 * one that is not, until FRR itself is done, as somebody sees who asks without a pause, and until {@link RouterWatch} says so. Both see
 * the same changes. Needs root: {@code java --enable-native-access=ALL-UNNAMED -cp … WithdrawTiming}.
 */
public final class WithdrawTiming {

    private static final int ROUNDS = 60;
    private static final Address ADDRESS = Address.of("203.0.113.1");
    private static final RouterFacts ANNOUNCED = new RouterFacts(5L, true);
    private static final RouterFacts SILENT = new RouterFacts(9L, false);

    private final LinkedBlockingQueue<Told> told = new LinkedBlockingQueue<>();
    private final FrrPair pair;
    private final FrrRouter router;
    private final RouterWatch watch;

    private record Told(RouterFacts facts, long at) {}

    private record Change(RouterFacts to, String added, String deleted) {}

    private WithdrawTiming(FrrPair pair) {
        this.pair = pair;
        router = new FrrRouter(pair.nodeDirectory());
        watch = new RouterWatch(new FrrRouter(pair.nodeDirectory()), this::hear);
    }

    private void hear(AgentInput input) {
        long at = System.nanoTime();
        if (input instanceof AgentInput.RouterTold(var facts) && facts.containsKey(ADDRESS)) {
            told.add(new Told(facts.getOrDefault(ADDRESS, RouterFacts.NONE), at));
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException, RouterException {
        var directory = Files.createTempDirectory("withdraw-timing");
        try (var pair = FrrPair.start(directory)) {
            new WithdrawTiming(pair).measure();
        }
    }

    private void measure() throws IOException, InterruptedException, RouterException {
        var thread = Thread.ofPlatform().daemon().start(watch);
        pair.onNode("route", "add", ADDRESS + "/32", "dev", "guest", "proto", "201", "metric", "5");
        watch.expect(ADDRESS, ANNOUNCED);
        awaitTold(ANNOUNCED);
        var withdrawn = new ArrayList<long[]>();
        var announced = new ArrayList<long[]>();
        for (int i = 0; i < ROUNDS; i++) {
            withdrawn.add(change(new Change(SILENT, "9", "5")));
            announced.add(change(new Change(ANNOUNCED, "5", "9")));
        }
        print("announced → not", withdrawn);
        print("not → announced", announced);
        thread.interrupt();
        thread.join();
    }

    /** @return nanoseconds until FRR was done, and until the watch said so */
    private long[] change(Change change) throws IOException, InterruptedException, RouterException {
        told.clear();
        pair.onNode("route", "add", ADDRESS + "/32", "dev", "guest", "proto", "201", "metric", change.added());
        long start = System.nanoTime();
        pair.onNode("route", "del", ADDRESS + "/32", "proto", "201", "metric", change.deleted());
        watch.expect(ADDRESS, change.to());
        while (!router.facts(ADDRESS).equals(change.to())) {
            Thread.onSpinWait();
        }
        long done = System.nanoTime();
        return new long[] {done - start, awaitTold(change.to()) - start};
    }

    private long awaitTold(RouterFacts facts) throws InterruptedException {
        while (true) {
            var next = told.poll(10, TimeUnit.SECONDS);
            if (next == null) {
                throw new IllegalStateException("the watch did not say " + facts);
            }
            if (next.facts().equals(facts)) {
                return next.at();
            }
        }
    }

    private static void print(String what, List<long[]> all) {
        System.out.printf(
                "%-18s FRR itself %6.1f ms  as the watch says %6.1f ms  later by %5.2f ms (p90 %5.2f)%n",
                what,
                percentile(all.stream().mapToLong(nanos -> nanos[0]), 50),
                percentile(all.stream().mapToLong(nanos -> nanos[1]), 50),
                percentile(all.stream().mapToLong(nanos -> nanos[1] - nanos[0]), 50),
                percentile(all.stream().mapToLong(nanos -> nanos[1] - nanos[0]), 90));
    }

    private static double percentile(LongStream nanos, int percent) {
        var sorted = nanos.toArray();
        Arrays.sort(sorted);
        return sorted[sorted.length * percent / 100] / 1e6;
    }
}
