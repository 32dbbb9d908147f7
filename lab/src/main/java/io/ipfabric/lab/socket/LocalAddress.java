package io.ipfabric.lab.socket;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.locks.LockSupport;

/** Whether a namespace takes packets to an address of its own. */
public final class LocalAddress {

    /** Of the calling thread's namespace: destination, its length, …, flags, interface (kernel, net/ipv6/route.c). */
    private static final Path ROUTES = Path.of("/proc/thread-self/net/ipv6_route");

    private static final int FLAGS = 8;
    private static final long RTF_LOCAL = 0x8000_0000L;
    private static final Duration PAUSE = Duration.ofNanos(100_000);

    private LocalAddress() {}

    /**
     * Waits until the address can be reached. An IPv4 address can as soon as it is there; the local route of an IPv6 address comes from a worker of
     * the kernel, even without duplicate address detection, some time after the command that added the address has ended.
     *
     * @throws SocketException if that takes longer than {@code limit}
     */
    public static void awaitUsable(String namespace, Address address, Duration limit) {
        if (address.family() == AddressFamily.IPV4) {
            return;
        }
        NetworkNamespace.call(namespace, () -> {
            awaitHere(address, limit);
            return address;
        });
    }

    private static void awaitHere(Address address, Duration limit) {
        var destination = HexFormat.of().formatHex(address.bytes()) + " 80 ";
        long end = System.nanoTime() + limit.toNanos();
        while (!hasLocalRoute(destination)) {
            if (System.nanoTime() > end) {
                throw new SocketException(address + " is not usable");
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private static boolean hasLocalRoute(String destination) {
        try {
            return Files.readAllLines(ROUTES).stream()
                    .filter(route -> route.startsWith(destination))
                    .anyMatch(route -> (Long.parseLong(route.split(" +", -1)[FLAGS], 16) & RTF_LOCAL) != 0);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + ROUTES, e);
        }
    }
}
