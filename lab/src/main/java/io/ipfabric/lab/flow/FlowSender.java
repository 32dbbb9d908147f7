package io.ipfabric.lab.flow;

import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.lab.socket.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends the packets of the flows of one place, one of each flow at each beat. The beats are those of a clock that began with the first: what
 * is late does not make the next late. One platform thread, because a virtual one waits for the others.
 */
final class FlowSender {

    private final List<Flow> flows;
    private final int port;
    private final Duration interval;
    private final Map<AddressFamily, DatagramChannel> channels;
    private final Map<Flow, List<Instant>> sent = new HashMap<>();
    private final Thread thread;
    private volatile boolean stopping;

    private FlowSender(List<Flow> flows, int port, Duration interval) {
        this.flows = flows;
        this.port = port;
        this.interval = interval;
        var namespace = flows.getFirst().from();
        channels = NetworkNamespace.call(namespace, FlowSender::open);
        flows.forEach(flow -> sent.put(flow, new ArrayList<>()));
        thread = Thread.ofPlatform().name("send-from-" + namespace).start(this::send);
    }

    /** @param flows of one place */
    static FlowSender start(List<Flow> flows, int port, Duration interval) {
        return new FlowSender(List.copyOf(flows), port, interval);
    }

    private static Map<AddressFamily, DatagramChannel> open() {
        var opened = new EnumMap<AddressFamily, DatagramChannel>(AddressFamily.class);
        try {
            opened.put(AddressFamily.IPV4, DatagramChannel.open(StandardProtocolFamily.INET));
            opened.put(AddressFamily.IPV6, DatagramChannel.open(StandardProtocolFamily.INET6));
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open a socket", e);
        }
    }

    private void send() {
        long start = System.nanoTime();
        for (int beat = 0; !stopping; beat++) {
            long due = start + beat * interval.toNanos();
            for (long left = due - System.nanoTime(); left > 0 && !stopping; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            for (var flow : flows) {
                send(flow, beat);
            }
        }
    }

    private void send(Flow flow, int sequence) {
        var now = Instant.now();
        sent.getOrDefault(flow, List.of()).add(now);
        try {
            var channel = channels.get(flow.to().family());
            if (channel != null) {
                channel.send(
                        new FlowPacket(flow.id(), sequence, now).encode(),
                        new InetSocketAddress(flow.to().inet(), port));
            }
        } catch (IOException _) {
            // No route, or no neighbor: a packet that was to be sent and never comes is a lost one.
        }
    }

    /** Ends, and tells when each packet of each flow was sent, in their order. */
    Map<Flow, List<Instant>> stop() throws InterruptedException {
        stopping = true;
        thread.join();
        closeChannels();
        return sent;
    }

    private void closeChannels() {
        for (var channel : channels.values()) {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot close a socket", e);
            }
        }
    }
}
