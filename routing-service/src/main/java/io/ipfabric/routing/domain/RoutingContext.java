package io.ipfabric.routing.domain;

import io.ipfabric.contracts.event.Gateways;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.NodeName;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a decision needs from outside the VM.
 *
 * @param now of the database: no two clocks are compared
 * @param firstEpoch of a block of {@value #EPOCHS} that no other decision has
 * @param nodes that the fabric has, of those that concern the VM; a node that is not in it cannot be told anything
 * @param sight what the reflectors of the VM's cluster hold of its addresses
 * @param timing how long to wait for what
 */
public record RoutingContext(
        Instant now, Epoch firstEpoch, Map<NodeName, FabricNode> nodes, ReflectorSights sight, Timing timing) {

    /** A decision tells no more nodes than that; others are told by the next. */
    public static final int EPOCHS = 16;

    public RoutingContext {
        nodes = Map.copyOf(nodes);
    }

    /** Whether something has been so for this time; absent: it is not so. */
    boolean isPast(@Nullable Instant since, Duration time) {
        return since != null && !now.isBefore(since.plus(time));
    }

    /**
     * A node of the fabric.
     *
     * @param gateways that its guests see
     * @param address its own in the underlay
     * @param address6 the same for IPv6; absent: it has none
     */
    public record FabricNode(
            Gateways gateways, Address address, @Nullable Address address6) {

        /** What its paths may have as next hop. */
        Set<Address> nextHops() {
            return address6 == null ? Set.of(address) : Set.of(address, address6);
        }
    }

    /**
     * How long to wait for what.
     *
     * @param prepared for a target to be ready; then the migration fails
     * @param held for the reflectors to hold a target's route; then it goes on unproved
     * @param arrived for the guest to arrive; then it is told, and nothing else happens
     * @param proved for a source's withdrawal to be proved; then it is told, and nothing else happens
     * @param settle after the reflectors hold a path until everybody who learns from them has it in the kernel
     * @param redirectHold for which the source goes on sending to the target what still arrives
     */
    public record Timing(
            Duration prepared,
            Duration held,
            Duration arrived,
            Duration proved,
            Duration settle,
            Duration redirectHold) {

        /** As measured: a router behind a reflector has a path in its kernel 111 ms after the reflector received it, 200 in a burst of 100. */
        public static final Timing DEFAULT = new Timing(
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                Duration.ofMinutes(15),
                Duration.ofSeconds(30),
                Duration.ofMillis(250),
                Duration.ofSeconds(30));

        /** For which a node that is silent goes on redirecting. One that never had the guest need not wait for who resolves addresses late. */
        Duration holdOf(Told told) {
            return told.carried() ? redirectHold : settle;
        }

        public Timing withRedirectHold(Duration hold) {
            return new Timing(prepared, held, arrived, proved, settle, hold);
        }
    }
}
