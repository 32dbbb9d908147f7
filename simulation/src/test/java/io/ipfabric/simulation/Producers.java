package io.ipfabric.simulation;

import io.ipfabric.contracts.codec.Envelope;
import io.ipfabric.contracts.codec.EventCodec;
import io.ipfabric.contracts.codec.WireRecord;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.InterfaceKind;
import io.ipfabric.contracts.event.InterfaceRequest;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.event.VmLifecycleEvent;
import io.ipfabric.contracts.event.VmLifecycleEvent.Created;
import io.ipfabric.contracts.event.VmLifecycleEvent.Deleted;
import io.ipfabric.contracts.event.VmLifecycleEvent.MigrationFailed;
import io.ipfabric.contracts.event.VmLifecycleEvent.MigrationStarted;
import io.ipfabric.contracts.event.VmLifecycleEvent.MigrationSwitched;
import io.ipfabric.contracts.event.VmLifecycleEvent.Started;
import io.ipfabric.contracts.event.VmLifecycleEvent.Stopped;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.AddressFamily;
import io.ipfabric.contracts.value.ClusterName;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.contracts.value.VmName;
import io.ipfabric.vm.domain.VmState.Migrating;
import io.ipfabric.vm.domain.VmStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Hypervisor managers and people at the HTTP API: few VM ids, so that lives follow each other closely; some want the impossible. */
final class Producers {

    private static final int VMS = 7;

    private final World world;
    private final Chance chance;
    private long records;

    Producers(World world, Chance chance) {
        this.world = world;
        this.chance = chance;
    }

    void act() {
        var wish = wish();
        if (isOnTheMove(wish.vm()) && !chance.oneIn(4)) {
            return;
        }
        if (chance.oneIn(2)) {
            boolean crash = chance.oneIn(20);
            world.say("HTTP " + wish + (crash ? ", crash" : ""));
            world.vm.request(wish, crash);
            return;
        }
        var record = chance.oneIn(30) ? garbage(wish.vm()) : encoded(wish);
        int copies = chance.oneIn(5) ? 2 : 1;
        world.say("vm-lifecycle " + copies + " x " + wish);
        for (int i = 0; i < copies; i++) {
            world.bus.publish(record);
        }
    }

    /** Mostly it is left alone then, or few moves would come to their end. */
    private boolean isOnTheMove(VmId vm) {
        return world.vm
                .vm(vm)
                .filter(known -> known.status() == VmStatus.MIGRATING)
                .isPresent();
    }

    private WireRecord encoded(VmLifecycleEvent wish) {
        var sequence = chance.oneIn(3) ? (Long) (records - chance.between(0, 3)) : null;
        var id = "wish-" + records++;
        var source = "/producer/" + chance.between(1, 2);
        return EventCodec.encode(
                wish,
                new Envelope(id, source, world.clock.instant(), sequence == null || sequence < 0 ? null : sequence));
    }

    private static WireRecord garbage(VmId vm) {
        return new WireRecord(
                Topic.VM_LIFECYCLE, null, vm.value(), Map.of(), "{not json".getBytes(StandardCharsets.UTF_8));
    }

    private VmLifecycleEvent wish() {
        var vm = VmId.of("vm-" + chance.between(1, VMS));
        return switch (chance.between(1, 24)) {
            case 1, 2, 3, 4, 5, 6, 7 -> create(vm);
            case 8, 9, 10, 11 -> new Started(vm, node(), generation(vm));
            case 12, 13, 14, 15 -> new Stopped(vm, placeOf(vm));
            case 16, 17, 18, 19 -> new MigrationStarted(vm, placeOf(vm), node(), cutover(), strictTimeout());
            case 20 ->
                chance.oneIn(2)
                        ? new MigrationSwitched(vm, targetOf(vm))
                        : new MigrationFailed(vm, targetOf(vm), "no memory");
            default -> new Deleted(vm, chance.oneIn(4) ? node() : null);
        };
    }

    private @Nullable CutoverPolicy cutover() {
        if (world.sabotage == Sabotage.STRICT_BY_REPORT) {
            // Chance alone comes upon too few of them.
            return CutoverPolicy.STRICT;
        }
        return chance.oneIn(2) ? null : chance.oneOf(List.of(CutoverPolicy.values()));
    }

    /** Mostly it goes on: a migration waits long enough only now and then. */
    private @Nullable StrictTimeout strictTimeout() {
        return chance.oneIn(4) ? null : chance.oneIn(4) ? StrictTimeout.HOLD : StrictTimeout.PROCEED;
    }

    /** Mostly where it is about to move. */
    private NodeName targetOf(VmId vm) {
        return world.vm.vm(vm).orElse(null) instanceof Migrating moving && !chance.oneIn(4)
                ? moving.migrations().latest().orElseThrow().target()
                : node();
    }

    private Created create(VmId vm) {
        var guest = chance.oneIn(15)
                ? chance.between(1, VMS)
                : vm.value().charAt(vm.value().length() - 1) - '0';
        return new Created(
                vm,
                VmName.of("guest-" + guest),
                ClusterName.of(chance.oneIn(30) ? "nowhere" : World.CLUSTER.value()),
                node(),
                chance.oneIn(4) ? List.of(chance.oneOf(List.of(AddressFamily.values()))) : List.of(),
                chance.oneIn(8) ? List.of(named()) : List.of(),
                chance.oneIn(3) ? null : new InterfaceRequest(InterfaceKind.TAP, null),
                chance.oneIn(3) ? null : (Boolean) chance.oneIn(2));
    }

    private Address named() {
        return Address.of(chance.oneIn(5) ? "203.0.113.9" : "192.0.2." + chance.between(0, 7));
    }

    private NodeName node() {
        return chance.oneIn(30)
                ? NodeName.of("node-nowhere")
                : chance.oneOf(world.nodes).name();
    }

    /** Mostly where it is. */
    private NodeName placeOf(VmId vm) {
        return chance.oneIn(4)
                ? node()
                : world.vm.vm(vm).map(present -> present.placement().node()).orElseGet(this::node);
    }

    /** Mostly the right one: then the VM moves without having stopped. */
    private @Nullable Generation generation(VmId vm) {
        return chance.oneIn(2)
                ? null
                : world.vm
                        .vm(vm)
                        .map(present -> present.placement().generation())
                        .orElse(Generation.of(1));
    }
}
