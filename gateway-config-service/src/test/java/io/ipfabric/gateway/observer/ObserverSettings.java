package io.ipfabric.gateway.observer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;

/** Of an observer on this machine, at the end of a {@link HostLink}. */
final class ObserverSettings {

    private ObserverSettings() {}

    static Map<String, String> of(int number) {
        try (var socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return Map.of(
                    "fabric.observer.address",
                    HostLink.observer(number),
                    "fabric.observer.port",
                    Integer.toString(socket.getLocalPort()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
