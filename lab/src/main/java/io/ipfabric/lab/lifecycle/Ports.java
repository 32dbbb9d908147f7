package io.ipfabric.lab.lifecycle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of the host's loopback address, where other programs may listen too. */
final class Ports {

    private Ports() {}

    /** @throws IllegalStateException that says for what it is needed */
    static void requireFree(String process, int port) {
        if (!isFree(port)) {
            throw new IllegalStateException(
                    "port " + port + ", which " + process + " needs, is taken by another program");
        }
    }

    /** This one, or one that is free. */
    static int choose(int preferred) {
        if (isFree(preferred)) {
            return preferred;
        }
        try (var socket = new ServerSocket()) {
            socket.bind(loopback(0));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port", e);
        }
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(Inet4Address.ofLiteral("127.0.0.1"), port);
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.bind(loopback(port));
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
