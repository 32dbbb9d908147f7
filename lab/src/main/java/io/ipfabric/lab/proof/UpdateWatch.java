package io.ipfabric.lab.proof;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.lab.plan.Router;
import io.ipfabric.lab.socket.NetworkNamespace;
import io.ipfabric.lab.socket.TimestampedSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Keeps what a reflector's network card hears of BGP, so that afterwards one can ask when a route came: before bgpd, its queues and BMP have
 * had a part in it.
 */
public final class UpdateWatch implements AutoCloseable {

    private static final int BGP_PORT = 179;
    private static final Duration PATIENCE = Duration.ofMillis(50);

    private final TimestampedSocket socket;
    private final List<Segment> segments = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean stopping;

    /** @param at when the kernel had it, by CLOCK_REALTIME */
    private record Segment(ByteBuffer bytes, Instant at) {}

    private UpdateWatch(Router reflector) {
        socket = NetworkNamespace.call(
                reflector.namespace(), () -> TimestampedSocket.captureIncomingTcp(BGP_PORT, PATIENCE));
        thread = Thread.ofPlatform().name("updates-of-" + reflector.name()).start(this::listen);
    }

    public static UpdateWatch of(Router reflector) {
        return new UpdateWatch(reflector);
    }

    private void listen() {
        while (!stopping) {
            socket.receive().ifPresent(datagram -> {
                var copy = ByteBuffer.allocate(datagram.bytes().remaining());
                segments.add(new Segment(copy.put(datagram.bytes()).flip(), datagram.at()));
            });
        }
    }

    /** Forgets what came so far. */
    public void forget() {
        segments.clear();
    }

    /** When the host route of an IPv4 address was named first, announced or withdrawn. */
    public Optional<Instant> firstNamed(Address address) {
        var inet = address.inet().getAddress();
        // RFC 4271, section 4.3: the length in bits, then the prefix.
        var reachability = ByteBuffer.allocate(1 + inet.length)
                .put((byte) (Byte.SIZE * inet.length))
                .put(inet)
                .flip();
        return segments.stream()
                .filter(segment -> contains(segment.bytes(), reachability))
                .map(Segment::at)
                .findFirst();
    }

    private static boolean contains(ByteBuffer bytes, ByteBuffer sought) {
        for (int start = 0; start + sought.remaining() <= bytes.remaining(); start++) {
            if (bytes.slice(start, sought.remaining()).equals(sought)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void close() {
        stopping = true;
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        socket.close();
    }
}
