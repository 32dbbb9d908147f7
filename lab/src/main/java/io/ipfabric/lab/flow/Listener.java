package io.ipfabric.lab.flow;

import io.ipfabric.lab.socket.Datagram;
import io.ipfabric.lab.socket.NetworkNamespace;
import io.ipfabric.lab.socket.TimestampedSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps which packets came, and when: either those that a guest receives, or those that a node gives to one of its interfaces. It stays when
 * the interface goes and another of the name comes.
 */
final class Listener {

    /** How long a stop takes at most. */
    private static final Duration PATIENCE = Duration.ofMillis(50);

    private final TimestampedSocket socket;
    private final Optional<String> link;
    private final Map<Integer, Boolean> isWanted = new HashMap<>();
    private final List<Arrival> arrivals = new ArrayList<>();
    private final Set<Integer> heard = ConcurrentHashMap.newKeySet();
    private final Thread thread;
    private volatile boolean stopping;

    private Listener(String name, TimestampedSocket socket, Optional<String> link) {
        this.socket = socket;
        this.link = link;
        thread = Thread.ofPlatform().name(name).start(this::listen);
    }

    /** What a guest receives, of whatever flow. */
    static Listener inGuest(String namespace, int port) {
        var socket = NetworkNamespace.call(namespace, () -> TimestampedSocket.udp(port, PATIENCE));
        return new Listener("receive-in-" + namespace, socket, Optional.empty());
    }

    /** What a node gives to the interface of that name. */
    static Listener atTap(String namespace, String link, int port) {
        var socket = NetworkNamespace.call(namespace, () -> TimestampedSocket.capture(port, PATIENCE));
        return new Listener("capture-in-" + namespace, socket, Optional.of(link));
    }

    private void listen() {
        while (!stopping) {
            socket.receive().ifPresent(this::keep);
        }
        // What came before the stop.
        for (var last = socket.receive(); last.isPresent(); last = socket.receive()) {
            keep(last.get());
        }
    }

    private void keep(Datagram datagram) {
        if (link.isPresent() && !isWanted.computeIfAbsent(datagram.link(), this::hasName)) {
            return;
        }
        payload(datagram.bytes()).flatMap(FlowPacket::decode).ifPresent(packet -> {
            arrivals.add(new Arrival(packet.flow(), packet.sequence(), datagram.at()));
            heard.add(packet.flow());
        });
    }

    /** The index of an interface is never used again while its namespace lives; its name is asked while it is there. */
    private boolean hasName(int index) {
        return socket.linkName(index).equals(link);
    }

    /** A frame's last bytes are its payload: our packets are longer than what Ethernet pads. */
    private Optional<ByteBuffer> payload(ByteBuffer bytes) {
        if (link.isEmpty()) {
            return Optional.of(bytes);
        }
        int start = bytes.remaining() - FlowPacket.BYTES;
        return start < 0 ? Optional.empty() : Optional.of(bytes.slice(start, FlowPacket.BYTES));
    }

    /** How many flows have come so far; any thread. */
    int flows() {
        return heard.size();
    }

    /** Ends, and tells what came. */
    List<Arrival> stop() throws InterruptedException {
        stopping = true;
        thread.join();
        socket.close();
        return arrivals;
    }
}
