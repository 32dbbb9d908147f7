package io.ipfabric.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.ipfabric.contracts.event.InterfaceKind;
import io.ipfabric.contracts.event.InterfaceRequest;
import io.ipfabric.contracts.event.RouteIntent;
import io.ipfabric.contracts.event.RouteIntent.Manifest;
import io.ipfabric.contracts.event.VmLifecycleEvent.Created;
import io.ipfabric.contracts.event.VmLifecycleEvent.Deleted;
import io.ipfabric.contracts.topic.Topic;
import io.ipfabric.contracts.value.VmId;
import io.ipfabric.contracts.value.VmName;
import io.ipfabric.simulation.Bus.Partition;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A node is cut off from the bus while more of its VMs are deleted than it gives up without a word. */
class LargeRemovalTest {

    private static final int VMS = 15;
    private static final Logger AGENT = Logger.getLogger("io.ipfabric.node");

    private final World world = new World(Sabotage.NONE, 0, "192.0.2.0/27", "2001:db8::/123");
    private final Simulation simulation = new Simulation(1, world);
    private final Node node = world.nodes.getFirst();
    private final Partition intents = new Partition(Topic.ROUTE_INTENTS, node.topology.intentPartition());

    @BeforeAll
    static void quiet() {
        AGENT.setLevel(Level.OFF);
    }

    @Test
    void theNodeFollowsByItselfWhenItIsBackAndTheMarkGoesWithTheProof() {
        create();
        simulation.makePeace();
        assertThat(node.routes()).hasSize(2 * VMS);

        world.bus.pause(intents);
        delete();
        simulation.deliverAll();
        assertThat(node.routes()).hasSize(2 * VMS);
        assertThat(manifests().getLast().removalConfirmed()).isTrue();

        world.bus.compact(intents);
        node.readAgain();
        simulation.makePeace();

        assertThat(node.routes()).isEmpty();
        assertThat(manifests().getLast().removalConfirmed()).isFalse();
        new Converged().check(world);
    }

    private void create() {
        // Nodes and clusters first: a creation that names unknown ones is refused.
        simulation.deliverAll();
        for (int number = 1; number <= VMS; number++) {
            world.vm.request(
                    new Created(
                            VmId.of("vm-" + number),
                            VmName.of("guest-" + number),
                            World.CLUSTER,
                            node.name(),
                            List.of(),
                            List.of(),
                            new InterfaceRequest(InterfaceKind.TAP, null),
                            true),
                    false);
        }
    }

    private void delete() {
        for (int number = 1; number <= VMS; number++) {
            world.vm.request(new Deleted(VmId.of("vm-" + number), null), false);
        }
    }

    private List<Manifest> manifests() {
        var found = new ArrayList<Manifest>();
        for (int offset = 0; offset < world.bus.end(intents); offset++) {
            world.bus
                    .read(intents, offset)
                    .map(record -> Bus.decoded(RouteIntent.class, record))
                    .filter(intent ->
                            intent instanceof Manifest && intent.node().equals(node.name()))
                    .ifPresent(intent -> found.add((Manifest) intent));
        }
        return found;
    }
}
