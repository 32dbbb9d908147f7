package io.ipfabric.gateway.observer;

import io.ipfabric.gateway.observer.adapter.bmp.BmpStation;
import io.ipfabric.gateway.observer.adapter.kafka.KafkaObservations;
import io.ipfabric.gateway.observer.adapter.kafka.ObservationScan;
import io.ipfabric.gateway.observer.adapter.kafka.TopologyFollower;
import io.ipfabric.gateway.observer.application.Observatory;
import io.ipfabric.gateway.observer.application.ObserverMeters;
import io.ipfabric.outbox.TopicScan;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Starts and stops the role, in this order: what earlier observers said; who the reflectors are; then their calls. It runs if the observer has
 * an address, since nobody would call it otherwise.
 */
@ApplicationScoped
class ObserverRole {

    private static final Logger LOG = Logger.getLogger(ObserverRole.class);
    private static final Duration AGAIN_AFTER = Duration.ofSeconds(1);

    private final ObserverConfig config;
    private final String bootstrapServers;
    private final Vertx vertx;
    private final TopicScan topics;
    private final ObserverMeters meters;
    private final CountDownLatch topologyKnown = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable Running running;

    @Inject
    ObserverRole(
            ObserverConfig config,
            @ConfigProperty(name = "kafka.bootstrap.servers") String bootstrapServers,
            Vertx vertx,
            TopicScan topics,
            MeterRegistry registry) {
        this.config = config;
        this.bootstrapServers = bootstrapServers;
        this.vertx = vertx;
        this.topics = topics;
        this.meters = new ObserverMeters(registry);
    }

    private record Running(
            Observatory observatory, KafkaObservations observations, TopologyFollower topology, BmpStation station) {}

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
                    new KafkaObservations(KafkaObservations.producer(bootstrapServers), Clock.systemUTC(), meters);
            var observatory = new Observatory(observations, Clock.systemUTC());
            var topology = new TopologyFollower(bootstrapServers, reflectors -> {
                observatory.reflectors(reflectors);
                topologyKnown.countDown();
            });
            var station = new BmpStation(vertx, observatory, meters, config.listen(), config.port());
            observatory.restore(remembered);
            meters.watch(observatory);
            Thread.ofPlatform().name("observations").daemon().start(observations);
            Thread.ofPlatform().name("observer-topology").daemon().start(topology);
            running = new Running(observatory, observations, topology, station);
            topologyKnown.await();
            station.listen();
            return true;
        } catch (KafkaException e) {
            LOG.warnf("what was observed before cannot be read, it will be tried again: %s", e.getMessage());
            return false;
        }
    }
}
