package io.ipfabric.gateway.observer;

import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.gateway.observer.adapter.bgp.BgpClients;
import io.ipfabric.gateway.observer.adapter.bmp.BmpStation;
import io.ipfabric.gateway.observer.adapter.kafka.KafkaObservations;
import io.ipfabric.gateway.observer.adapter.kafka.ObservationScan;
import io.ipfabric.gateway.observer.adapter.kafka.TopologyFollower;
import io.ipfabric.gateway.observer.application.Observatory;
import io.ipfabric.gateway.observer.application.ObserverMeters;
import io.ipfabric.outbox.Broker;
import io.ipfabric.outbox.TopicScan;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetServerOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Starts and stops the role, in this order: what earlier observers said; who the reflectors are, and from then on calls to
 * them; then their calls. It runs if the observer has
 * an address, since nobody would call it otherwise.
 */
@ApplicationScoped
class ObserverRole {

    private static final Logger LOG = Logger.getLogger(ObserverRole.class);
    private static final int BGP_PORT = 179;
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);

    private final ObserverConfig config;
    private final Broker broker;
    private final Vertx vertx;
    private final TopicScan topics;
    private final ObserverMeters meters;
    private final CountDownLatch topologyKnown = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable Running running;

    @Inject
    ObserverRole(ObserverConfig config, Broker broker, Vertx vertx, TopicScan topics, MeterRegistry registry) {
        this.config = config;
        this.broker = broker;
        this.vertx = vertx;
        this.topics = topics;
        this.meters = new ObserverMeters(registry);
    }

    private record Running(
            Observatory observatory,
            KafkaObservations observations,
            TopologyFollower topology,
            BmpStation station,
            @Nullable BgpClients clients) {}

    void start(@Observes StartupEvent event) {
        if (config.address().isPresent()) {
            Thread.ofVirtual().name("observer-start").start(this::begin);
        }
    }

    void stop(@Observes ShutdownEvent event) {
        stopped.countDown();
        var parts = running;
        if (parts != null) {
            parts.topology.stop();
            parts.observatory.close();
            parts.station.close();
            if (parts.clients != null) {
                parts.clients.close();
            }
            parts.observations.close();
        }
    }

    private void begin() {
        try {
            while (!isBegun()) {
                if (stopped.await(AGAIN_AFTER.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Every effect so far may come again. */
    private boolean isBegun() throws InterruptedException {
        try {
            var remembered = ObservationScan.read(topics);
            var observations =
                    new KafkaObservations(KafkaObservations.producer(broker.settings()), Clock.systemUTC(), meters);
            var observatory = new Observatory(observations, Clock.systemUTC());
            var self = identifier();
            var clients = clients(observatory, self);
            var topology = new TopologyFollower(broker.settings(), reflectors -> {
                observatory.reflectors(reflectors);
                meters.reflectors(observatory, reflectors.keySet());
                if (clients != null) {
                    clients.reflectors(reflectors);
                }
                topologyKnown.countDown();
            });
            var options = new NetServerOptions().setHost(config.listen()).setPort(config.port());
            var station = new BmpStation(vertx, observatory, meters, self, options);
            observatory.restore(remembered);
            meters.watch(observatory);
            Thread.ofPlatform().name("observations").daemon().start(observations);
            Thread.ofPlatform().name("observer-topology").daemon().start(topology);
            running = new Running(observatory, observations, topology, station, clients);
            topologyKnown.await();
            station.listen();
            return true;
        } catch (KafkaException e) {
            LOG.warnf("what was observed before cannot be read, it will be tried again: %s", e.getMessage());
            return false;
        }
    }

    /** The observer's BGP identifier: reflectors know it by the same address. */
    private @Nullable Address identifier() {
        var known = config.bgp().address().or(config::address).map(Address::of);
        return known.filter(address -> address.family() == AddressFamily.IPV4).orElse(null);
    }

    private @Nullable BgpClients clients(Observatory observatory, @Nullable Address self) {
        if (self == null) {
            LOG.warn("fabric.observer.bgp.address is no IPv4 address: what reflectors originate themselves,"
                    + " and reflectors without BMP, are not seen");
            return null;
        }
        var source = config.bgp().source().orElse(self.toString());
        return new BgpClients(vertx, observatory, meters, self, source, BGP_PORT);
    }
}
