package io.ipfabric.contracts.codec;

import io.ipfabric.contracts.event.AddressEvent;
import io.ipfabric.contracts.event.FabricEvent;
import io.ipfabric.contracts.event.NodeReport;
import io.ipfabric.contracts.event.RouteEvent;
import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.contracts.event.RouteObservation;
import io.ipfabric.contracts.event.RouteReport;
import io.ipfabric.contracts.event.RouterConfig;
import io.ipfabric.contracts.event.TopologyEvent;
import io.ipfabric.contracts.event.VmEvent;
import io.ipfabric.contracts.event.VmLifecycleEvent;
import io.ipfabric.contracts.event.VmRejection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The CloudEvents {@code type} of each event. A name is never given another meaning: an incompatible event gets a new one. */
public final class EventTypes {

    /** Of a record in the binary mode of the Kafka protocol binding. */
    public static final String HEADER = "ce_type";

    private static final Map<Class<? extends FabricEvent>, String> NAMES = names();
    private static final Map<String, Class<? extends FabricEvent>> CLASSES =
            NAMES.entrySet().stream().collect(Collectors.toUnmodifiableMap(Map.Entry::getValue, Map.Entry::getKey));

    private EventTypes() {}

    public static String nameOf(FabricEvent event) {
        var name = NAMES.get(event.getClass());
        if (name == null) {
            throw new IllegalStateException("no CloudEvents type for " + event.getClass());
        }
        return name;
    }

    public static Optional<Class<? extends FabricEvent>> classOf(String name) {
        return Optional.ofNullable(CLASSES.get(name));
    }

    /** Every event, in the order of the topics. */
    public static Map<Class<? extends FabricEvent>, String> all() {
        return NAMES;
    }

    private static Map<Class<? extends FabricEvent>, String> names() {
        var names = new LinkedHashMap<Class<? extends FabricEvent>, String>();
        names.put(VmLifecycleEvent.Created.class, "io.ipfabric.vm.created.v1");
        names.put(VmLifecycleEvent.Started.class, "io.ipfabric.vm.started.v1");
        names.put(VmLifecycleEvent.Stopped.class, "io.ipfabric.vm.stopped.v1");
        names.put(VmLifecycleEvent.MigrationStarted.class, "io.ipfabric.vm.migration-started.v1");
        names.put(VmLifecycleEvent.MigrationSwitched.class, "io.ipfabric.vm.migration-switched.v1");
        names.put(VmLifecycleEvent.MigrationFailed.class, "io.ipfabric.vm.migration-failed.v1");
        names.put(VmLifecycleEvent.Deleted.class, "io.ipfabric.vm.deleted.v1");
        names.put(VmRejection.class, "io.ipfabric.vm-rejection.v1");
        names.put(VmEvent.VmCreated.class, "io.ipfabric.vm-event.created.v1");
        names.put(VmEvent.VmStarted.class, "io.ipfabric.vm-event.started.v1");
        names.put(VmEvent.VmStopped.class, "io.ipfabric.vm-event.stopped.v1");
        names.put(VmEvent.VmMigrationStarted.class, "io.ipfabric.vm-event.migration-started.v1");
        names.put(VmEvent.VmMigrationSwitched.class, "io.ipfabric.vm-event.migration-switched.v1");
        names.put(VmEvent.VmMigrationCancelled.class, "io.ipfabric.vm-event.migration-cancelled.v1");
        names.put(VmEvent.VmMigrationForced.class, "io.ipfabric.vm-event.migration-forced.v1");
        names.put(VmEvent.VmDeleted.class, "io.ipfabric.vm-event.deleted.v1");
        names.put(AddressEvent.AddressesAllocated.class, "io.ipfabric.address.allocated.v1");
        names.put(AddressEvent.AddressesReleased.class, "io.ipfabric.address.released.v1");
        names.put(AddressEvent.AllocationRefused.class, "io.ipfabric.address.refused.v1");
        names.put(RouteIntent.Announce.class, "io.ipfabric.route.announce.v1");
        names.put(RouteIntent.Withdraw.class, "io.ipfabric.route.withdraw.v1");
        names.put(RouteIntent.Prepare.class, "io.ipfabric.endpoint.prepare.v1");
        names.put(RouteIntent.Remove.class, "io.ipfabric.endpoint.remove.v1");
        names.put(RouteIntent.Manifest.class, "io.ipfabric.endpoint.manifest.v1");
        names.put(RouteReport.class, "io.ipfabric.route-report.v1");
        names.put(NodeReport.Heartbeat.class, "io.ipfabric.node.heartbeat.v1");
        names.put(NodeReport.ResyncDone.class, "io.ipfabric.node.resync-done.v1");
        names.put(NodeReport.IntentRefused.class, "io.ipfabric.node.intent-refused.v1");
        names.put(NodeReport.ConfigurationApplied.class, "io.ipfabric.node.configuration-applied.v1");
        names.put(RouteEvent.RouteAnnounced.class, "io.ipfabric.route.announced.v1");
        names.put(RouteEvent.RouteConfirmed.class, "io.ipfabric.route.confirmed.v1");
        names.put(RouteEvent.RouteWithdrawn.class, "io.ipfabric.route.withdrawn.v1");
        names.put(RouteEvent.RouteDrifted.class, "io.ipfabric.route.drifted.v1");
        names.put(RouteEvent.RouteStray.class, "io.ipfabric.route.stray.v1");
        names.put(RouteEvent.SilenceForced.class, "io.ipfabric.route.silence-forced.v1");
        names.put(RouteEvent.ProofWaived.class, "io.ipfabric.route.proof-waived.v1");
        names.put(RouteEvent.MigrationProgressed.class, "io.ipfabric.migration.progressed.v1");
        names.put(RouteObservation.ReflectorSight.class, "io.ipfabric.reflector.sight.v1");
        names.put(RouteObservation.ReflectorRoute.class, "io.ipfabric.reflector.route.v1");
        names.put(TopologyEvent.ClusterTopology.class, "io.ipfabric.topology.cluster.v1");
        names.put(TopologyEvent.NodeTopology.class, "io.ipfabric.topology.node.v1");
        names.put(TopologyEvent.PoolTopology.class, "io.ipfabric.topology.pool.v1");
        names.put(RouterConfig.class, "io.ipfabric.router-config.v1");
        return Collections.unmodifiableMap(names);
    }
}
