package io.ipfabric.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.AddressEvent.AllocatedAddress;
import io.ipfabric.contracts.event.CutoverPolicy;
import io.ipfabric.contracts.event.InterfaceKind;
import io.ipfabric.contracts.event.InterfaceRequest;
import io.ipfabric.contracts.event.RouteEvent.ProofWaived;
import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.contracts.event.StrictTimeout;
import io.ipfabric.contracts.event.VmLifecycleEvent.Created;
import io.ipfabric.contracts.event.VmLifecycleEvent.Deleted;
import io.ipfabric.contracts.event.VmLifecycleEvent.MigrationStarted;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.contracts.value.VmName;
import io.ipfabric.routing.domain.Wait;
import io.ipfabric.vm.domain.Migration;
import io.ipfabric.vm.domain.VmState.Present;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** One VM moves by a STRICT move, and its source, which shares its partition of intents with no other node, does not answer. */
final class StrictMove {

    private static final VmId VM = VmId.of("vm-1");
    /** A source that is not seen to be ready delays its guest for so long. */
    private static final Duration READY = Duration.ofSeconds(6);

    /** How the source does not answer. */
    enum Silence {
        /** It hears nothing from before the move, and its end of the guest's interface stays up: it delivers, and announces. */
        CUT_OFF_BEFORE,
        /** It hears nothing from when the guest may leave: it sends on what it gets, and announces. */
        CUT_OFF_READY,
        /** It does as it is told, and nobody hears that. */
        UNHEARD;

        boolean announces() {
            return this != UNHEARD;
        }
    }

    final World world;
    final Node source;
    final Node target;
    private final Silence silence;
    private final Simulation simulation;

    StrictMove(Silence silence, int reflectors, Sabotage sabotage) {
        this.silence = silence;
        world = new World(sabotage, reflectors);
        simulation = new Simulation(1, world);
        source = world.nodes.getLast();
        target = world.nodes.getFirst();
    }

    /** The guest arrives on the target, and the source is silent. */
    void begin(StrictTimeout timeout) {
        create();
        if (silence == Silence.CUT_OFF_BEFORE) {
            source.cutOff();
        }
        world.vm.request(new MigrationStarted(VM, source.name(), target.name(), CutoverPolicy.STRICT, timeout), false);
        simulation.letPass(READY);
        switch (silence) {
            case CUT_OFF_BEFORE -> {}
            case CUT_OFF_READY -> source.cutOff();
            case UNHEARD -> source.isUnheardOf(VM);
        }
        assertThat(simulation.hypervisorsMoveGuests()).containsExactly(source);
        if (silence == Silence.CUT_OFF_BEFORE) {
            source.setCarrier(vm().request().vmInterface().name().value(), true);
        }
        simulation.deliverAll();
    }

    private void create() {
        // Nodes and clusters first: a creation that names unknown ones is refused.
        simulation.deliverAll();
        world.vm.request(
                new Created(
                        VM,
                        VmName.of("guest-1"),
                        World.CLUSTER,
                        source.name(),
                        List.of(),
                        List.of(),
                        new InterfaceRequest(InterfaceKind.TAP, null),
                        true),
                false);
        simulation.makePeace();
    }

    void passes(Duration time) {
        simulation.letPass(time);
    }

    void delete() {
        world.vm.request(new Deleted(VM, null), false);
    }

    /** It answers again, and all comes to its end. */
    void sourceIsBack() {
        simulation.makePeace();
        new Converged().check(world);
    }

    // What is to be seen.

    private Present vm() {
        return world.vm.vm(VM).orElseThrow();
    }

    Set<Address> addresses() {
        return vm().addresses().allocated().stream()
                .map(AllocatedAddress::address)
                .collect(Collectors.toSet());
    }

    Migration migration() {
        return vm().migrations().latest().orElseThrow();
    }

    boolean isHolding() {
        return !world.ipam.held().getOrDefault(VM, List.of()).isEmpty();
    }

    List<NodeName> waived() {
        return simulation.told().stream()
                .filter(ProofWaived.class::isInstance)
                .map(event -> ((ProofWaived) event).node())
                .toList();
    }

    List<Wait> overdue() {
        return world.routing.routings().getFirst().overdue();
    }

    /** Whether it ever was told to. */
    boolean isTargetToAnnounce() {
        var intents = new ArrayList<RouteIntent>();
        boolean _ = new TopicReader<>(Topic.ROUTE_INTENTS, RouteIntent.class).read(world.bus, intents::add);
        return intents.stream()
                .anyMatch(intent -> intent instanceof RouteIntent.Announce(var endpoint)
                        && endpoint.node().equals(target.name()));
    }
}
