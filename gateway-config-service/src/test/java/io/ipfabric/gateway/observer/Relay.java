package io.ipfabric.gateway.observer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Takes connections out of a namespace to a port of this machine's loopback. */
final class Relay implements AutoCloseable {

    private final ServerSocketChannel server;
    private final int port;

    Relay(NetworkNamespace namespace, String address, int port) {
        this.port = port;
        this.server = namespace.inside(() -> ServerSocketChannel.open().bind(new InetSocketAddress(address, port)));
        Thread.ofPlatform().daemon().name("relay").start(this::accept);
    }

    private void accept() {
        try {
            while (true) {
                connect(server.accept());
            }
        } catch (IOException _) {
            // Closed.
        }
    }

    private void connect(SocketChannel inside) throws IOException {
        try {
            var outside = new Socket(InetAddress.getLoopbackAddress(), port);
            outside.setTcpNoDelay(true);
            inside.socket().setTcpNoDelay(true);
            Thread.ofPlatform().daemon().start(() -> pump(inside.socket(), outside));
            Thread.ofPlatform().daemon().start(() -> pump(outside, inside.socket()));
        } catch (IOException _) {
            // Nobody listens yet.
            inside.close();
        }
    }

    private static void pump(Socket from, Socket to) {
        try (from;
                to) {
            var _ = from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException _) {
            // One end is gone, so the other is closed.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
