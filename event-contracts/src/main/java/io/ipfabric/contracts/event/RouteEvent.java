package io.ipfabric.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.ipfabric.contracts.value.Address;
import io.ipfabric.contracts.value.Epoch;
import io.ipfabric.contracts.value.Generation;
import io.ipfabric.contracts.value.NodeName;
import io.ipfabric.contracts.value.RouterName;
import io.ipfabric.contracts.value.SequenceNumber;
import io.ipfabric.contracts.value.VmId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Topic {@code route-events}: facts about routes, from evidence. */
public sealed interface RouteEvent extends FabricEvent {

    /** About the route to an address that a VM owns. */
    sealed interface AddressFact extends RouteEvent {

        VmId vm();

        Address address();

        SequenceNumber sequence();

        @Override
        @JsonIgnore
        default String partitionKey() {
            return vm().value();
        }
    }

    /**
     * The node's FRR advertises it: kernel, zebra and bgpd said so.
     *
     * @param vm the VM that owns the address
     * @param address the address whose host route this is about
     * @param sequence the number of the address's allocation: facts about an older allocation do not count for a newer one
     * @param node the node that announces
     * @param epoch the intent that the node obeyed
     * @param at when the decider had the evidence
     */
    record RouteAnnounced(VmId vm, Address address, SequenceNumber sequence, NodeName node, Epoch epoch, Instant at)
            implements AddressFact {
        public RouteAnnounced {
            checked(vm, address, sequence, at);
            Fields.required(node, "node");
            Fields.required(epoch, "epoch");
        }
    }

    /**
     * These reflectors hold it.
     *
     * @param vm the VM that owns the address
     * @param address the address whose host route this is about
     * @param sequence the number of the address's allocation: facts about an older allocation do not count for a newer one
     * @param node the node whose path they hold
     * @param epoch the intent that the node obeyed
     * @param reflectors who holds it
     * @param at when the decider had the evidence
     */
    record RouteConfirmed(
            VmId vm,
            Address address,
            SequenceNumber sequence,
            NodeName node,
            Epoch epoch,
            List<RouterName> reflectors,
            Instant at)
            implements AddressFact {
        public RouteConfirmed {
            checked(vm, address, sequence, at);
            Fields.required(node, "node");
            Fields.required(epoch, "epoch");
            reflectors = Fields.list(reflectors, "reflectors", 64);
        }
    }

    /**
     * No node carries it any more: each proved it, or a {@link SilenceForced} stood for the proof.
     *
     * @param vm the VM that owns the address
     * @param address the address whose host route this is about
     * @param sequence the number of the address's allocation: facts about an older allocation do not count for a newer one
     * @param node where it was last; absent if it was nowhere
     * @param epoch the epoch of the withdrawal; absent if no intent was ever given
     * @param neverAnnounced whether no node was ever told to announce it
     * @param ended whether no announcement of this allocation follows: the VM is deleted, the address may be released; false: the VM only stopped
     * @param at when the decider had the evidence
     */
    record RouteWithdrawn(
            VmId vm,
            Address address,
            SequenceNumber sequence,
            @Nullable NodeName node,
            @Nullable Epoch epoch,
            boolean neverAnnounced,
            boolean ended,
            Instant at)
            implements AddressFact {
        public RouteWithdrawn {
            checked(vm, address, sequence, at);
        }
    }

    /**
     * It was announced and is not what it should be any more; the node repairs it.
     *
     * @param vm the VM that owns the address
     * @param address the address whose host route this is about
     * @param sequence the number of the address's allocation: facts about an older allocation do not count for a newer one
     * @param node the node that should announce it
     * @param epoch the intent that the node does not fulfil
     * @param reason what differs, for a person
     * @param reflector who does not hold it although the node announces it; absent: the node does not announce it
     * @param at when the decider had the evidence
     */
    record RouteDrifted(
            VmId vm,
            Address address,
            SequenceNumber sequence,
            NodeName node,
            Epoch epoch,
            String reason,
            @Nullable RouterName reflector,
            Instant at)
            implements AddressFact {
        public RouteDrifted {
            checked(vm, address, sequence, at);
            Fields.required(node, "node");
            Fields.required(epoch, "epoch");
            Fields.required(reason, "reason");
        }
    }

    /**
     * A reflector holds a path that the fabric did not order: from a router that should not announce the address, or with a next hop that is not
     * that router.
     *
     * @param address the address whose host route this is about
     * @param vm the VM that owns the address; absent: nobody owns it, it lies in a pool
     * @param reflector who holds the path
     * @param peer the router that it came from
     * @param nextHop where it leads
     * @param reason what is wrong with it, for a person
     * @param at when the decider had the evidence
     */
    record RouteStray(
            Address address,
            @Nullable VmId vm,
            RouterName reflector,
            Address peer,
            Address nextHop,
            String reason,
            Instant at)
            implements RouteEvent {
        public RouteStray {
            Fields.required(address, "address");
            Fields.required(reflector, "reflector");
            Fields.required(peer, "peer");
            Fields.required(nextHop, "nextHop");
            Fields.required(reason, "reason");
            Fields.required(at, "at");
        }

        @Override
        @JsonIgnore
        public String partitionKey() {
            return address.toString();
        }
    }

    /**
     * An operator's word stands for the proof that a node announces nothing of a VM any more. Whatever waited for it goes on; what reflectors
     * still hold of the node is a {@link RouteStray}.
     *
     * @param vm the VM
     * @param node the node that is taken to be silent
     * @param epoch the intent that the node was not seen to obey
     * @param force why, and who says so
     * @param at when it was decided
     */
    record SilenceForced(VmId vm, NodeName node, Epoch epoch, Force force, Instant at) implements RouteEvent {
        public SilenceForced {
            Fields.required(vm, "vm");
            Fields.required(node, "node");
            Fields.required(epoch, "epoch");
            Fields.required(force, "force");
            Fields.required(at, "at");
        }

        @Override
        @JsonIgnore
        public String partitionKey() {
            return vm.value();
        }
    }

    /**
     * A STRICT migration goes on by policy ({@link StrictTimeout#PROCEED}) although this node was not proved to be silent in time: where the VM is, it
     * is announced with a higher preference than this node may still announce. The node is waited for, and proved or forced, as before.
     *
     * @param vm the VM
     * @param node the node that may still announce
     * @param epoch the intent that the node was not seen to obey
     * @param lacks the evidence that is not there, for a person
     * @param at when it was decided
     */
    record ProofWaived(VmId vm, NodeName node, Epoch epoch, String lacks, Instant at) implements RouteEvent {
        public ProofWaived {
            Fields.required(vm, "vm");
            Fields.required(node, "node");
            Fields.required(epoch, "epoch");
            Fields.required(lacks, "lacks");
            Fields.required(at, "at");
        }

        @Override
        @JsonIgnore
        public String partitionKey() {
            return vm.value();
        }
    }

    /**
     * A live migration came to a phase, or waits in it for longer than it should.
     *
     * @param vm the VM that moves
     * @param generation the generation of the placement on the target: it names the migration
     * @param target the node that it moves to
     * @param phase the phase that it is in now
     * @param proved whether every step up to here was proved; false: a deadline stood for some evidence
     * @param detail why it failed, or what it waits for although the time is over; absent: all is well
     * @param at when the decider had the evidence
     */
    record MigrationProgressed(
            VmId vm,
            Generation generation,
            NodeName target,
            MigrationPhase phase,
            boolean proved,
            @Nullable String detail,
            Instant at)
            implements RouteEvent {
        public MigrationProgressed {
            Fields.required(vm, "vm");
            Fields.required(generation, "generation");
            Fields.required(target, "target");
            Fields.required(phase, "phase");
            Fields.required(at, "at");
        }

        @Override
        @JsonIgnore
        public String partitionKey() {
            return vm.value();
        }
    }

    private static void checked(VmId vm, Address address, SequenceNumber sequence, Instant at) {
        Fields.required(vm, "vm");
        Fields.required(address, "address");
        Fields.required(sequence, "sequence");
        Fields.required(at, "at");
    }
}
