package io.ipfabric.node.adapter.netlink;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.InterfaceName;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.node.application.Kernel;
import io.ipfabric.node.domain.KernelOperation;
import io.ipfabric.node.domain.KernelOperation.AddRoute;
import io.ipfabric.node.domain.KernelOperation.CreateVeth;
import io.ipfabric.node.domain.KernelOperation.DeleteRoute;
import io.ipfabric.node.domain.KernelOperation.SetLink;
import io.ipfabric.node.domain.KernelRoute;
import io.ipfabric.node.domain.KernelRoute.Device;
import io.ipfabric.node.domain.OperationOutcome.Done;
import java.util.Arrays;
import java.util.List;

/**
 * Prints how long changes of routes take, in microseconds: an order of magnitude, not a benchmark. Run it in a network
 * namespace of its own: {@code unshare -n java --enable-native-access=ALL-UNNAMED -cp … RouteTiming}.
 */
public final class RouteTiming {

    private static final int ROUNDS = 20_000;
    private static final InterfaceName LINK = InterfaceName.of("timing_net0");

    private RouteTiming() {}

    public static void main(String[] arguments) {
        try (var kernel = RtnetlinkKernel.open()) {
            if (kernel.observe().links().size() > 1) {
                throw new IllegalStateException("run this in an empty network namespace (unshare -n)");
            }
            kernel.apply(
                    List.of(new CreateVeth(LINK, null, MacAddress.of("02:00:0a:00:00:01"), InterfaceName.of("peer0"))));
            int index = kernel.link(LINK.value()).orElseThrow().index();
            kernel.apply(List.of(new SetLink(index, null, true)));
            for (var address : List.of(Address.of("192.0.2.10"), Address.of("2001:db8::10"))) {
                // The first run warms the JVM up and is not printed.
                measure(kernel, address, index, false);
                measure(kernel, address, index, true);
            }
        }
    }

    private static void measure(Kernel kernel, Address address, int index, boolean print) {
        var announced = KernelRoute.ours(address, 5, new Device(index));
        var preferred = KernelRoute.ours(address, 4, new Device(index));
        var add = new long[ROUNDS];
        var read = new long[ROUNDS];
        var change = new long[ROUNDS];
        var delete = new long[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            add[i] = nanosOf(kernel, List.of(new AddRoute(announced)));
            long start = System.nanoTime();
            boolean selected =
                    kernel.selectedRoute(address).filter(announced::equals).isPresent();
            read[i] = System.nanoTime() - start;
            if (!selected) {
                throw new IllegalStateException("not selected: " + announced);
            }
            change[i] = nanosOf(kernel, List.of(new AddRoute(preferred), new DeleteRoute(announced)));
            delete[i] = nanosOf(kernel, List.of(new DeleteRoute(preferred)));
        }
        if (print) {
            print(address, "add", add);
            print(address, "read back", read);
            print(address, "change of class", change);
            print(address, "delete", delete);
        }
    }

    private static long nanosOf(Kernel kernel, List<KernelOperation> operations) {
        long start = System.nanoTime();
        var outcomes = kernel.apply(operations);
        long nanos = System.nanoTime() - start;
        if (!outcomes.stream().allMatch(Done.class::isInstance)) {
            throw new IllegalStateException("refused: " + outcomes);
        }
        return nanos;
    }

    private static void print(Address address, String what, long[] nanos) {
        Arrays.sort(nanos);
        System.out.printf(
                "%-13s %-16s p50 %5.1f µs  p99 %5.1f µs%n",
                address, what, nanos[ROUNDS / 2] / 1e3, nanos[ROUNDS / 100 * 99] / 1e3);
    }
}
