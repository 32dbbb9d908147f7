package io.ipfabric.gateway.observer.adapter.bgp;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.observer.application.Observatory;
import io.ipfabric.gateway.observer.application.ObserverMeters;
import io.ipfabric.gateway.observer.domain.Reflector;
import io.ipfabric.gateway.observer.domain.bgp.BgpError;
import io.ipfabric.gateway.observer.domain.client.ClientTerms;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** A client for each reflector of the fabric. Thread-safe. */
public final class BgpClients {

    private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final NetClient connections;
    private final Observatory observatory;
    private final ObserverMeters meters;
    private final Address identifier;
    private final int port;
    private final Map<RouterName, BgpClient> clients = new HashMap<>();
    private boolean closed;

    /**
     * @param identifier the observer's BGP identifier
     * @param source the address of this machine from which reflectors are called; 0.0.0.0: the system chooses
     * @param port on which they are called
     */
    public BgpClients(
            Vertx vertx, Observatory observatory, ObserverMeters meters, Address identifier, String source, int port) {
        this.vertx = vertx;
        this.observatory = observatory;
        this.meters = meters;
        this.identifier = identifier;
        this.port = port;
        var options = new NetClientOptions()
                .setConnectTimeout((int) CONNECTED_WITHIN.toMillis())
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setLocalAddress(source);
        this.connections = vertx.createNetClient(options);
    }

    /** The fabric has these reflectors and no others. One that is described otherwise than before is called anew. */
    public synchronized void reflectors(Map<RouterName, Reflector> present) {
        if (closed) {
            return;
        }
        clients.entrySet().removeIf(entry -> {
            var client = entry.getValue();
            boolean isSame = client.terms().reflector().equals(present.get(entry.getKey()));
            if (!isSame) {
                client.stop(BgpError.PEER_DECONFIGURED, "it is none of the fabric, or another one");
            }
            return !isSame;
        });
        present.forEach((name, reflector) -> clients.computeIfAbsent(name, _ -> start(reflector)));
    }

    public synchronized void close() {
        closed = true;
        clients.values().forEach(client -> client.stop(BgpError.ADMINISTRATIVE_SHUTDOWN, "the observer was stopped"));
        clients.clear();
    }

    private BgpClient start(Reflector reflector) {
        var target = SocketAddress.inetSocketAddress(port, reflector.address().toString());
        var terms = new ClientTerms(reflector, identifier);
        var client = new BgpClient(vertx, connections, target, terms, observatory, meters);
        client.start();
        return client;
    }
}
