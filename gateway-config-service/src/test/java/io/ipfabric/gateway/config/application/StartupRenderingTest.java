package io.ipfabric.gateway.config.application;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.event.RouterConfig;
import io.ipfabric.contracts.event.RouterConfig.Flavor;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.event.TopologyEvent;
import io.ipfabric.contracts.event.TopologyEvent.ClusterTopology;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Asn;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.MacAddress;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.gateway.config.domain.ClusterSpecification;
import io.ipfabric.gateway.config.domain.Decision;
import io.ipfabric.gateway.config.domain.Device;
import io.ipfabric.gateway.config.domain.DeviceConfiguration;
import io.ipfabric.gateway.config.domain.FabricRequest;
import io.ipfabric.gateway.config.domain.FabricRequest.AddCluster;
import io.ipfabric.gateway.config.domain.FabricRequest.AddDevice;
import io.ipfabric.gateway.config.domain.FailureDetection;
import io.ipfabric.gateway.config.domain.Protocol;
import io.ipfabric.gateway.config.domain.Timers;
import io.ipfabric.outbox.testing.FabricBackends;
import io.ipfabric.outbox.testing.TopicReader;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.vertx.VertxContextSupport;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(FabricBackends.class)
class StartupRenderingTest {

    private static final ClusterName CLUSTER = new ClusterName("upgraded");
    private static final Device.Node NODE =
            new Device.Node(new RouterName("upgraded-node"), Address.of("10.255.0.11"), null, Flavor.FRR);

    @Inject
    Mutiny.SessionFactory sessions;

    @Inject
    FabricStore store;

    @Inject
    FabricUpdates updates;

    /** As if an older version had rendered another text. */
    @Test
    void whatThisVersionRendersOtherwiseIsPublishedAtStart() throws Throwable {
        apply(new AddCluster(specification()));
        apply(new AddDevice(CLUSTER, NODE));
        var rendered = current();
        await(session ->
                store.keep(session, List.of(new DeviceConfiguration(CLUSTER, NODE, "0123456789abcdef", "old text\n"))));

        VertxContextSupport.subscribeAndAwait(updates::renderAll);

        assertThat(current()).isEqualTo(rendered);
        try (var configs = TopicReader.of(Topic.ROUTER_CONFIGS)) {
            var published = configs.read(
                    RouterConfig.class, config -> config.device().equals(NODE.name()), 2, Duration.ofSeconds(20));
            assertThat(published).extracting(RouterConfig::revision).containsExactly(rendered, rendered);
        }
        // Once for its creation, and once at the start.
        try (var topology = TopicReader.of(Topic.FABRIC_TOPOLOGY)) {
            var published = topology.read(
                    TopologyEvent.class,
                    level -> level instanceof ClusterTopology cluster
                            && cluster.name().equals(CLUSTER),
                    2,
                    Duration.ofSeconds(20));
            assertThat(published).hasSize(2).allMatch(published.getFirst()::equals);
        }
    }

    @Test
    void onlySoManyRevisionsAreKept() throws Throwable {
        var cluster = new ClusterName("revised");
        var node = new Device.Node(new RouterName("revised-node"), Address.of("10.255.0.11"), null, Flavor.FRR);
        apply(new AddCluster(specification(cluster)));
        apply(new AddDevice(cluster, node));

        for (int i = 1; i <= FabricStore.REVISIONS_MAX + 5; i++) {
            var text = "text " + i + "\n";
            var configuration = new DeviceConfiguration(cluster, node, DeviceConfiguration.revisionOf(text), text);
            await(session -> store.keep(session, List.of(configuration)));
        }

        var kept = await(session -> store.revisions(session, node.name()));
        assertThat(kept).hasSize(FabricStore.REVISIONS_MAX);
        assertThat(kept.getFirst().revision())
                .isEqualTo(DeviceConfiguration.revisionOf("text " + (FabricStore.REVISIONS_MAX + 5) + "\n"));
    }

    private void apply(FabricRequest request) throws Throwable {
        Decision decision = await(session -> updates.apply(session, request));
        assertThat(decision).isInstanceOf(Decision.Changed.class);
    }

    private String current() throws Throwable {
        return await(session -> store.currentRevisions(session).map(revisions -> revisions.get(NODE.name())));
    }

    private <T> T await(Function<Mutiny.Session, Uni<T>> work) throws Throwable {
        return VertxContextSupport.subscribeAndAwait(
                () -> sessions.withTransaction((session, _) -> work.apply(session)));
    }

    private static ClusterSpecification specification() {
        return specification(CLUSTER);
    }

    private static ClusterSpecification specification(ClusterName name) {
        return new ClusterSpecification(
                name,
                new Asn(65_000),
                new Gateways(Address.of("10.0.0.1"), Address.of("fe80::1"), MacAddress.of("02:00:0a:00:00:01")),
                List.of(),
                CutoverPolicy.SEAMLESS,
                StrictTimeout.HOLD,
                Protocol.BGP,
                Timers.DEFAULT,
                FailureDetection.NONE,
                List.of());
    }
}
