package io.ipfabric.routing.application;

import io.ipfabric.contracts.event.NodeReport;
import io.ipfabric.contracts.event.RouteIntent.Manifest;
import io.ipfabric.contracts.event.RouteReport;
import io.ipfabric.contracts.event.TopologyEvent.ClusterTopology;
import io.ipfabric.contracts.event.TopologyEvent.NodeTopology;
import io.ipfabric.contracts.event.TopologyEvent.PoolTopology;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.NodeInstance;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.outbox.OneWriter;
import io.ipfabric.outbox.Outbox;
import io.ipfabric.outbox.Outgoing;
import io.ipfabric.routing.application.NodeStore.Speaker;
import io.ipfabric.routing.domain.NodeManifest;
import io.ipfabric.routing.domain.RoutingInput.EndpointReported;
import io.ipfabric.routing.domain.RoutingInput.FabricChanged;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;

/** Which nodes there are, and which agent speaks for each. All but heartbeats are for who is the {@link OneWriter}. */
@ApplicationScoped
public class Fabric {

    private static final Logger LOG = Logger.getLogger(Fabric.class);

    private final NodeStore nodes;
    private final ReflectorStore reflectors;
    private final RouteDecisions decisions;
    private final Outbox outbox;
    private final NodeGauges gauges;
    private final Counter foreignReports;
    private final Counter refusedIntents;

    @Inject
    Fabric(
            NodeStore nodes,
            ReflectorStore reflectors,
            RouteDecisions decisions,
            Outbox outbox,
            NodeGauges gauges,
            MeterRegistry metrics) {
        this.nodes = nodes;
        this.reflectors = reflectors;
        this.decisions = decisions;
        this.outbox = outbox;
        this.gauges = gauges;
        this.foreignReports = Counter.builder("fabric.routing.reports.foreign")
                .description("Reports of an agent that is not the node's own")
                .register(metrics);
        this.refusedIntents = Counter.builder("fabric.routing.intents.refused")
                .description("Intents that an agent refused")
                .register(metrics);
    }

    public Uni<Void> changed(Mutiny.Session session, ClusterTopology cluster) {
        return nodes.save(session, cluster);
    }

    public Uni<Void> changed(Mutiny.Session session, PoolTopology pool) {
        return reflectors.save(session, pool);
    }

    public Uni<Void> poolLeft(Mutiny.Session session, String pool) {
        return reflectors.removePool(session, pool);
    }

    /** VMs that were placed on the node before it was known are told now. */
    public Uni<Void> changed(Mutiny.Session session, NodeTopology node) {
        return nodes.save(session, node).chain(() -> decideAllOf(session, node.name()));
    }

    /** The operator took the node out of the fabric: nobody waits for its proof any more, and its records go. */
    public Uni<Void> left(Mutiny.Session session, NodeName node) {
        return nodes.leave(session, node)
                .chain(() -> decideAllOf(session, node))
                .chain(() -> nodes.manifest(session, node))
                .chain(manifest -> manifest.isEmpty()
                        ? Uni.createFrom().voidItem()
                        : outbox.publish(session, List.of(erased(manifest.get())))
                                .chain(() -> nodes.remove(session, node)));
    }

    /** The first agent that reports for a node is its own, until the node is taken out of the fabric. */
    public Uni<Void> reported(Mutiny.Session session, NodeReport report) {
        return nodes.speaker(session, report.node())
                .chain(speaker -> isOwn(session, report.node(), speaker, report.instance()))
                .invoke(own -> {
                    if (own) {
                        gauges.heard(report);
                    }
                    if (own && report instanceof NodeReport.IntentRefused refused) {
                        refusedIntents.increment();
                        LOG.warnf(
                                "node %s refused epoch %s of VM %s: %s",
                                refused.node(), refused.epoch(), refused.vm(), refused.reason());
                    }
                })
                .replaceWithVoid();
    }

    /** @return whether it was decided about: only the node's own agent is believed */
    Uni<Boolean> reported(Mutiny.Session session, RouteReport report) {
        var input = new EndpointReported(report);
        return decisions.load(session, report.vm(), input).chain(loaded -> {
            var speaker = Speaker.of(loaded.manifests().get(report.node()));
            return isOwn(session, report.node(), speaker, report.instance()).chain(own -> {
                if (!own) {
                    return Uni.createFrom().item(false);
                }
                return (speaker.instance() == null
                                // The introduction changed what was loaded.
                                ? decisions.decided(session, report.vm(), input)
                                : decisions.decided(session, loaded, input))
                        .replaceWith(true);
            });
        });
    }

    private Uni<Boolean> isOwn(Mutiny.Session session, NodeName node, Speaker speaker, NodeInstance instance) {
        if (!speaker.known()) {
            return Uni.createFrom().item(false);
        }
        if (speaker.instance() == null) {
            return introduce(session, node, instance).replaceWith(true);
        }
        boolean own = speaker.instance().equals(instance);
        if (!own) {
            foreignReports.increment();
            LOG.errorf("a second agent (%s) reports for node %s: nothing it says is believed", instance, node);
        }
        return Uni.createFrom().item(own);
    }

    /** Its manifest: with it the agent may act on what is on the topic already. */
    private Uni<Void> introduce(Mutiny.Session session, NodeName node, NodeInstance instance) {
        LOG.infof("node %s is served by agent %s from now on", node, instance);
        return OneWriter.become(session)
                .chain(() -> nodes.bind(session, node, instance))
                .chain(() -> nodes.manifest(session, node))
                .chain(found -> {
                    var manifest = found.orElseThrow().again();
                    var records = manifest.manifest()
                            .map(record -> List.of(RouteDecisions.inOrder(record, manifest)))
                            .orElse(List.of());
                    return nodes.save(session, manifest).chain(() -> outbox.publish(session, records));
                });
    }

    private Uni<Void> decideAllOf(Mutiny.Session session, NodeName node) {
        return nodes.vmsOf(session, node).chain(vms -> decisions.decideAll(session, vms, new FabricChanged()));
    }

    private static Outgoing erased(NodeManifest manifest) {
        return Outgoing.tombstone(Topic.ROUTE_INTENTS, manifest.node() + Manifest.KEY_SUFFIX)
                .inPartition(manifest.partition())
                .orderedBy(RouteDecisions.orderingKey(manifest.node()));
    }
}
