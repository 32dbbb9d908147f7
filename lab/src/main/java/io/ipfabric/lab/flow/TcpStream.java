package io.ipfabric.lab.flow;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.lab.socket.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * One TCP connection to a guest that carries a kilobyte each 5 ms, whose every byte is known. It tells whether the connection outlived the
 * guest's move. Lost segments are TCP's matter: a gap is as long as its retransmission timer made it.
 */
public final class TcpStream implements AutoCloseable {

    private static final int CHUNK = 1000;
    private static final Duration INTERVAL = Duration.ofMillis(5);

    /** More than a connection needs to send the rest after the longest gap that a test may survive. */
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(20);

    /** Coprime with the chunk, so that a chunk that is missing or twice is not taken for the next. */
    private static final int PATTERN = 251;

    private final ServerSocketChannel server;
    private final SocketChannel client;
    private final Thread sender;
    private final Thread receiver;
    private volatile boolean stopping;
    private volatile boolean broken;
    private volatile boolean altered;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong received = new AtomicLong();
    private volatile Duration largestGap = Duration.ZERO;

    /**
     * What became of the connection.
     *
     * @param reset whether one end saw it break
     * @param altered whether a byte was not the one that was due
     * @param largestGap the longest time between two reads that gave something
     */
    public record Result(long sent, long received, boolean reset, boolean altered, Duration largestGap) {

        public boolean isWhole() {
            return !reset && !altered && sent > 0 && sent == received;
        }
    }

    private TcpStream(ServerSocketChannel server, SocketChannel client) {
        this.server = server;
        this.client = client;
        receiver = Thread.ofPlatform().name("tcp-receiver").start(this::receive);
        sender = Thread.ofPlatform().name("tcp-sender").start(this::send);
    }

    /**
     * Connects, so the guest must be reachable.
     *
     * @param from namespace of the client
     * @param guest namespace of the server
     */
    public static TcpStream start(String from, String guest, Address address) {
        var family =
                address.family() == AddressFamily.IPV4 ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
        var server = NetworkNamespace.call(guest, () -> listen(family));
        try {
            var client = NetworkNamespace.call(from, () -> open(family));
            int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
            client.connect(new InetSocketAddress(address.inet(), port));
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            return new TcpStream(server, client);
        } catch (IOException e) {
            close(server);
            throw new UncheckedIOException("cannot connect from " + from + " to " + address + ": " + e.getMessage(), e);
        }
    }

    private static ServerSocketChannel listen(ProtocolFamily family) {
        try {
            return ServerSocketChannel.open(family).bind(null);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen", e);
        }
    }

    private static SocketChannel open(ProtocolFamily family) {
        try {
            return SocketChannel.open(family);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open a socket", e);
        }
    }

    private void send() {
        var chunk = ByteBuffer.allocate(CHUNK);
        try {
            while (!stopping) {
                chunk.clear();
                for (int i = 0; i < CHUNK; i++) {
                    chunk.put((byte) ((sent.get() + i) % PATTERN));
                }
                chunk.flip();
                while (chunk.hasRemaining()) {
                    client.write(chunk);
                }
                sent.addAndGet(CHUNK);
                LockSupport.parkNanos(INTERVAL.toNanos());
            }
            client.shutdownOutput();
        } catch (AsynchronousCloseException _) {
            // We gave up.
        } catch (IOException _) {
            broken = true;
        }
    }

    private void receive() {
        var buffer = ByteBuffer.allocate(1 << 16);
        try (var connection = server.accept()) {
            long last = System.nanoTime();
            while (connection.read(buffer.clear()) >= 0) {
                long now = System.nanoTime();
                var gap = Duration.ofNanos(now - last);
                largestGap = gap.compareTo(largestGap) > 0 ? gap : largestGap;
                last = now;
                check(buffer.flip());
            }
        } catch (AsynchronousCloseException _) {
            // We gave up.
        } catch (IOException _) {
            broken = true;
        }
    }

    private void check(ByteBuffer bytes) {
        long position = received.get();
        while (bytes.hasRemaining()) {
            if (bytes.get() != (byte) (position++ % PATTERN)) {
                altered = true;
            }
        }
        received.set(position);
    }

    /** Ends the connection as its client does, and waits for what is on its way. */
    public Result stop() throws InterruptedException {
        stopping = true;
        sender.join(DRAIN_LIMIT);
        receiver.join(DRAIN_LIMIT);
        close();
        return new Result(sent.get(), received.get(), broken, altered, largestGap);
    }

    @Override
    public void close() {
        stopping = true;
        close(client);
        close(server);
    }

    private static void close(Channel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close a socket", e);
        }
    }
}
